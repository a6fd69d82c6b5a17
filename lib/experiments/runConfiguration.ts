import { z } from 'zod';
import { ConfigurationError } from '../common/errors';
import { validate } from '../common/validation';
import type { AugmentationConfiguration } from '../datasets/augmentation';
import type { TrainingPlan } from '../training/trainer';
import { networkModules, type NetworkName } from './networkModules';
import { quantizationFields, type QuantizationConfiguration } from './quantizationConfiguration';
import { checkRun } from './runRules';
import { evaluationSchema, trainingSchema } from './runSchemas';

/** Scales at which everything can be run; the numbers of `smoke` only show that the pipeline works. */
export const profileNames = ['smoke', 'mini', 'paper'] as const;
export type ProfileName = (typeof profileNames)[number];

/**
 * What a run is for: the full-precision network that others start from, a quantized one, or the control of a quantized one
 * (same start, steps, batches, learning-rate restarts and momentum clears, unquantized).
 */
export const runRoles = ['fullPrecision', 'control', 'quantized'] as const;
export type RunRole = (typeof runRoles)[number];

/** Which network, at which of its sizes. */
export interface ModelConfiguration {
  readonly network: NetworkName;
  /** Name of a configuration of the network, such as `mini` for `miniWdr` */
  readonly scale: string;
}

/** Which images. Their content is identified by the data hash of the run's identity. */
export interface DatasetConfiguration {
  readonly name: string;
  /** Images of each split, from its beginning */
  readonly images: { readonly train: number; readonly validation: number; readonly test: number };
}

/** How a network is trained in this run. */
export interface TrainingConfiguration {
  readonly batchSize: number;
  readonly plan: TrainingPlan;
  /** Place of the first batch in the seed's stream of batches, for a stage that follows others; 0 where it is not given */
  readonly firstBatch?: number;
  readonly augmentation: AugmentationConfiguration;
  /** Batches that batch-norm statistics are estimated anew from after the last step; 0 for none */
  readonly statisticsBatches: number;
}

/** How poses are found and scored. */
export interface EvaluationConfiguration {
  /** Cells whose class probability is above it vote for a pose */
  readonly confidenceThreshold: number;
  readonly ransac: {
    readonly iterations: number;
    /** px */
    readonly inlierThreshold: number;
    readonly confidence: number;
  };
  /** Errors counted as right, as shares of the object's diameter */
  readonly diameterShares: readonly number[];
  readonly bootstrap: { readonly samples: number; readonly level: number };
}

/** One training with its evaluation, as a plain object from which everything else is derived. */
export interface RunConfiguration extends QuantizationConfiguration {
  readonly role: RunRole;
  readonly profile: ProfileName;
  readonly seed: number;
  /**
   * Id of the run whose weights this one starts from; a control and a quantized run have one, a full-precision run where its
   * network starts from another's
   */
  readonly parent?: string;
  readonly model: ModelConfiguration;
  readonly dataset: DatasetConfiguration;
  readonly training: TrainingConfiguration;
  readonly evaluation: EvaluationConfiguration;
}

const count = z.number().int().min(1);

/** Shape of a run configuration, without the rules between its fields. */
const configurationSchema: z.ZodType<RunConfiguration> = z.strictObject({
  role: z.enum(runRoles),
  profile: z.enum(profileNames),
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1),
  parent: z
    .string()
    .regex(/^[0-9a-f]{16}$/, 'the id of a run: 16 hexadecimal digits')
    .exactOptional(),
  model: z.strictObject({
    network: z.enum(Object.keys(networkModules) as NetworkName[]),
    scale: z.string().min(1),
  }),
  ...quantizationFields,
  dataset: z.strictObject({
    name: z.string().min(1),
    images: z.strictObject({ train: count, validation: count, test: count }),
  }),
  training: trainingSchema,
  evaluation: evaluationSchema,
});

/**
 * Checks a run configuration.
 * @param value - a plain object, such as parsed JSON
 * @param source - where it comes from, for the message
 * @throws ConfigurationError naming the field and what is allowed in it
 */
export function parseRunConfiguration(value: unknown, source = 'run configuration'): RunConfiguration {
  const configuration = validate(configurationSchema, value, source, ConfigurationError);
  checkRun(configuration, source);
  return configuration;
}
