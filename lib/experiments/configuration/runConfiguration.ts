import type { AugmentationConfiguration } from '../../datasets/augmentation';
import type { TrainingPlan } from '../../training/trainer';
import type { SplitCount } from './moduleSplits';
import type { NetworkName } from './networkModules';
import type { QuantizationConfiguration } from './quantizationConfiguration';
import type { TrainingConditions } from './trainingConditions';

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
  /** Objects that it tells apart; 1 where it is not given */
  readonly classes?: number;
  /** How many modules WDR is split into; its own where it is not given */
  readonly modules?: SplitCount;
}

/** Which images. Their content is identified by the data hash of the run's identity. */
export interface DatasetConfiguration {
  readonly name: string;
  /** BOP ids of the objects that count; all of the set where it is not given */
  readonly objects?: readonly number[];
  /** Images of each split, from its beginning */
  readonly images: { readonly train: number; readonly validation: number; readonly test: number };
}

/** Which images, however many they are. */
export type DatasetChoice = Pick<DatasetConfiguration, 'name' | 'objects'>;

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
  /** Trained on all images as they are annotated where it is not given */
  readonly conditions?: TrainingConditions;
  readonly training: TrainingConfiguration;
  readonly evaluation: EvaluationConfiguration;
}
