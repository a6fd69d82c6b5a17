import { z } from 'zod';
import type { ModelInformation } from './modelInformation';

const positive = z.number().positive();
const vector = z.tuple([z.number(), z.number(), z.number()]);
const colors = z.array(z.number()).length(3);

const predictionSchema = z.strictObject({
  input: z.strictObject({
    width: positive.int(),
    height: positive.int(),
    mean: colors,
    deviation: colors,
  }),
  needsDetections: z.boolean(),
  cameraMatrix: z.array(z.number()).length(9).optional(),
  objects: z
    .array(
      z.strictObject({
        id: positive.int(),
        name: z.string(),
        diameter: positive,
        corners: z.array(vector).length(8),
        surface: z.string(),
      }),
    )
    .min(1),
  decoding: z.strictObject({
    confidenceThreshold: z.number(),
    ransac: z.strictObject({
      iterations: positive.int(),
      inlierThreshold: positive,
      confidence: positive.max(1),
    }),
  }),
});

/** Of what a file says. */
export const informationSchema: z.ZodType<ModelInformation> = z.strictObject({
  architecture: z.string(),
  configuration: z.record(z.string(), z.unknown()),
  moduleBits: z.record(z.string(), z.number().int()),
  order: z.array(z.string()),
  data: z.string(),
  metrics: z.record(z.string(), z.number()),
  codeVersion: z.string(),
  prediction: predictionSchema.optional(),
});
