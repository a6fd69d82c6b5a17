import type { Reporter } from '../../lib/common/reporter';
import { silentReporter } from '../../lib/common/reporter';
import { trainWithCheckpoints } from '../../lib/experiments/run/checkpointedTraining';
import type { RunConfiguration } from '../../lib/experiments/configuration/runConfiguration';
import type { TrainedParts } from '../../lib/experiments/run/trainingState';
import { startClock } from '../../lib/experiments/run/timeSpent';
import { quantize } from '../../lib/quantizers/quantization';
import type { Batches } from '../../lib/training/batches';
import { readVariables } from '../../lib/training/namedVariables';
import { createTrainer, type TrainingPlan } from '../../lib/training/trainer';
import type { LearningTask } from '../../lib/training/trainingTask';
import { squareRun } from './squareExperiment';
import { toyBatches, toyNetwork, toyTask } from './toyTask';

/** Steps between two checkpoints. */
export const toyInterval = 3;

/** Twelve steps of AdamW. */
export const toyPlan: TrainingPlan = {
  steps: 12,
  learningRate: { base: 1e-3, schedule: { kind: 'constant' }, warmupSteps: 0, restarts: [] },
  optimizer: { kind: 'adamW', weightDecay: 1e-4, clipNorm: 5 },
  freezing: [],
};

/** What is special about a training of the toy network. */
export interface ToyTraining {
  /** Where its checkpoint lies */
  readonly folder: string;
  readonly plan?: Partial<TrainingPlan>;
  readonly quantized?: boolean;
  readonly compiled?: boolean;
  batches?(task: LearningTask): Batches;
  /** Called after every step */
  after?(done: number, parts: TrainedParts): void;
  readonly signal?: AbortSignal;
}

/**
 * Trains the toy network as a run trains one, from its checkpoint if there is one.
 * @returns the numbers of all variables by name
 */
export async function trainToy(options: ToyTraining): Promise<Map<string, number[]>> {
  const { folder, quantized = false, compiled = false, after, signal } = options;
  const changes: Partial<RunConfiguration> = quantized
    ? { method: 'lsq', quantization: { first: 2, second: 4 } }
    : {};
  const { configuration } = squareRun(changes);
  const plan: TrainingPlan = { ...toyPlan, ...options.plan };
  const network = toyNetwork();
  const quantization = quantized ? quantize(network, configuration.quantization, 'lsq') : undefined;
  const task = toyTask(network);
  const batches = options.batches?.(task) ?? toyBatches(task);
  const trainer = createTrainer(task, batches, plan, { quantization, compiled });
  const parts = { network, quantization, trainer };
  const reporter: Reporter = {
    ...silentReporter,
    progress: () => ({ update: (done) => after?.(done, parts), finish: () => undefined }),
  };
  try {
    await trainWithCheckpoints({ ...configuration, training: { ...configuration.training, plan } }, parts, {
      ...{ checkpointFile: `${folder}/checkpoint.safetensors`, eventFolder: `${folder}/events`, reporter },
      ...{ checkpointInterval: toyInterval, clock: startClock(), signal },
    });
    const numbers = [...readVariables(trainer.variables)];
    return new Map(numbers.map(([name, { values }]) => [name, Array.from(values)]));
  } finally {
    for (const part of [trainer, quantization, network]) part?.dispose();
  }
}
