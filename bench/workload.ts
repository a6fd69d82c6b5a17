import type { WdrConfiguration } from '../lib/models/wdr';
import type { ModuleBits } from '../lib/quantizers/moduleBits';
import type { OptimizerConfiguration } from '../lib/training/trainer';

/** How the peer is run; the fastest counts. */
export type PeerVariant = 'eager' | 'channelsLast' | 'compiled' | 'compiledChannelsLast' | 'frozenCompiled';

/** Training steps on batches that are ready: upload, forward, backward, clipping, update, reading the loss. */
export interface TrainingWorkload {
  readonly kind: 'training';
  readonly network: WdrConfiguration;
  readonly batchSize: number;
  readonly optimizer: OptimizerConfiguration;
  readonly learningRate: number;
  /** LSQ on the modules below 32 bits */
  readonly bits?: ModuleBits;
  /** Ours: one graph, or operation by operation */
  readonly compiled: boolean;
  /** First steps whose losses must agree */
  readonly checkedSteps: number;
  /** What a sample is: the time of a step, or the largest memory that the process had */
  readonly measure: 'milliseconds' | 'bytes';
}

/** Forward passes of a batch, from an array of numbers to arrays of numbers. */
export interface InferenceWorkload {
  readonly kind: 'inference';
  readonly network: WdrConfiguration;
  readonly batchSize: number;
}

/** Making the batch of a step from images in memory: warp, augmentation, labels. */
export interface BatchWorkload {
  readonly kind: 'batches';
  readonly batchSize: number;
}

/** Scoring an image from what the cells say: votes, PnP, errors, recalls with intervals. */
export interface EvaluationWorkload {
  readonly kind: 'evaluation';
}

/** One error of estimated poses; a sample is the time of one pair of poses. */
export interface PoseErrorWorkload {
  readonly kind: 'poseError';
  readonly error: 'ADD' | 'ADI' | 'MSSD' | 'MSPD';
  /** Points of the model */
  readonly points: number;
}

/** What a child process is told to do again and again. */
export type Workload =
  TrainingWorkload | InferenceWorkload | BatchWorkload | EvaluationWorkload | PoseErrorWorkload;

/** What a child says once it is ready. */
export interface Readiness {
  /** Trained numbers of the network; 0 where there is none */
  readonly parameters: number;
  /** Numbers that must agree between processes that do the same: losses of the first steps, sums of outputs */
  readonly figures: readonly number[];
  readonly versions: Readonly<Record<string, string>>;
}

/** What a child says after a turn. */
export interface TurnResult {
  /** One a repetition */
  readonly samples: readonly number[];
  /** Time of all processor cores together, ms a repetition: it counts what other programs on the machine do not disturb */
  readonly processor: number;
}

/** A workload that is ready to be measured. */
export interface PreparedWorkload {
  readonly parameters: number;
  readonly figures: readonly number[];
  /** @returns a sample a repetition */
  run(repetitions: number): Promise<number[]>;
}
