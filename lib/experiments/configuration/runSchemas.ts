import { z } from 'zod';
import type { AugmentationConfiguration } from '../../datasets/augmentation';
import type { EvaluationConfiguration, TrainingConfiguration } from './runConfiguration';

const share = z.number().min(0).max(1);
const positive = z.number().positive();
const count = z.number().int().min(1);
const magnitude = z.number().min(0);

const scheduleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('constant') }),
  z.strictObject({ kind: z.literal('cosine') }),
  z.strictObject({ kind: z.literal('steps'), at: z.array(share), factor: positive }),
]);

const optimizerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('adamW'), weightDecay: magnitude, clipNorm: positive }),
  z.strictObject({
    kind: z.literal('sgd'),
    momentum: share,
    nesterov: z.boolean(),
    weightDecay: magnitude,
    clipNorm: positive,
  }),
]);

const planSchema = z.strictObject({
  steps: z.number().int().min(0),
  learningRate: z.strictObject({
    base: positive,
    schedule: scheduleSchema,
    warmupSteps: z.number().int().min(0),
    restarts: z.array(share),
  }),
  optimizer: optimizerSchema,
  freezing: z.array(z.strictObject({ at: share, fraction: share })),
});

/** Shape of {@link AugmentationConfiguration}. */
export const augmentationSchema: z.ZodType<AugmentationConfiguration> = z.strictObject({
  shift: magnitude,
  scale: share,
  rotation: magnitude.max(180),
  brightness: share,
  contrast: share,
  noise: magnitude,
});

/** Shape of {@link TrainingConfiguration}. */
export const trainingSchema: z.ZodType<TrainingConfiguration> = z.strictObject({
  batchSize: count,
  plan: planSchema,
  firstBatch: z.number().int().min(1).exactOptional(),
  augmentation: augmentationSchema,
  statisticsBatches: z.number().int().min(0),
});

/** Shape of {@link EvaluationConfiguration}. */
export const evaluationSchema: z.ZodType<EvaluationConfiguration> = z.strictObject({
  confidenceThreshold: share,
  ransac: z.strictObject({ iterations: count, inlierThreshold: positive, confidence: share }),
  diameterShares: z.array(positive).min(1),
  bootstrap: z.strictObject({ samples: count, level: share }),
});
