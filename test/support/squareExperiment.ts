import type { ExperimentData } from '../../lib/experiments/run/experimentData';
import type { RunConfiguration } from '../../lib/experiments/configuration/runConfiguration';
import { runIdentity, type RunIngredients } from '../../lib/experiments/configuration/runIdentity';
import type { TrainingPlan } from '../../lib/training/trainer';
import { exampleConfiguration, exampleIngredients } from './exampleRun';
import { squareDataset } from './syntheticTask';

/** Steps of every run of the square experiment; an epoch has 6. */
export const squareSteps = 12;

/** Three small splits in memory: squares of 32x32, that a tiny network is trained on in a second. */
export const squareData: ExperimentData = {
  folder: 'in memory',
  splits: {
    train: squareDataset(24, 32, 1),
    validation: { ...squareDataset(6, 32, 2), split: 'validation' },
    test: { ...squareDataset(6, 32, 3), split: 'test' },
  },
  occluded: undefined,
  hash: 'a'.repeat(64),
};

const plan: TrainingPlan = { ...exampleConfiguration.training.plan, steps: squareSteps };

/** Freezes at the first step and half-way. */
export const freezingPlan: TrainingPlan = {
  ...plan,
  freezing: [
    { at: 0, fraction: 0.5 },
    { at: 0.5, fraction: 1 },
  ],
};
const momentumPlan: TrainingPlan = {
  ...plan,
  learningRate: { ...plan.learningRate, base: 1e-2 },
  optimizer: { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 1e-4, clipNorm: 5 },
};

/** A run on the squares: full precision by AdamW as one graph, unless said otherwise. */
export function squareRun(
  changes: Partial<RunConfiguration> = {},
  trainingPlan: TrainingPlan = plan,
): RunIngredients {
  const { training, evaluation } = exampleConfiguration;
  return {
    ...exampleIngredients,
    configuration: {
      ...exampleConfiguration,
      model: { network: 'wdr', scale: 'tiny' },
      dataset: { name: 'squares', images: { train: 24, validation: 6, test: 6 } },
      training: { ...training, batchSize: 4, plan: trainingPlan, statisticsBatches: 2 },
      // So low that every image gets a pose, however little the network has learned.
      evaluation: { ...evaluation, confidenceThreshold: 0.001 },
      ...changes,
    },
    dataHash: squareData.hash,
    engine: { ...exampleIngredients.engine, mode: 'graph' },
  };
}

/** The full-precision run that the others start from. */
export const squareStart = squareRun({}, momentumPlan);

/** @returns the run that makes the pyramid ternary */
export function ternaryPyramid(method: 'lsq' | 'inq'): RunIngredients {
  const changes: Partial<RunConfiguration> = {
    role: 'quantized',
    parent: runIdentity(squareStart),
    method,
    quantization: { backbone: 32, fpn: 2, head: 32 },
  };
  return squareRun(changes, method === 'inq' ? freezingPlan : plan);
}
