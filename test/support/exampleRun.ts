import { describeEnvironment } from '../../lib/experiments/run/environment';
import {
  experimentScope,
  wdrOnSwissCube,
  type DatasetContents,
  type ExperimentScope,
} from '../../lib/experiments/configuration/experimentScope';
import type { ProfileName, RunConfiguration } from '../../lib/experiments/configuration/runConfiguration';
import type { RunIngredients } from '../../lib/experiments/configuration/runIdentity';
import type { FinishedRun } from '../../lib/experiments/store/storedRun';

/** A small full-precision run, valid in every field. */
export const exampleConfiguration: RunConfiguration = {
  role: 'fullPrecision',
  profile: 'smoke',
  seed: 3,
  model: { network: 'wdr', scale: 'mini' },
  quantization: { backbone: 32, fpn: 32, head: 32 },
  method: 'none',
  dataset: { name: 'swisscube-mini', images: { train: 80, validation: 20, test: 20 } },
  training: {
    batchSize: 8,
    plan: {
      steps: 20,
      learningRate: {
        base: 2e-3,
        schedule: { kind: 'steps', at: [0.7], factor: 0.1 },
        warmupSteps: 0,
        restarts: [],
      },
      optimizer: { kind: 'adamW', weightDecay: 1e-4, clipNorm: 5 },
      freezing: [],
    },
    augmentation: { shift: 0.1, scale: 0.1, rotation: 0, brightness: 0.1, contrast: 0.1, noise: 2 },
    statisticsBatches: 5,
  },
  evaluation: {
    confidenceThreshold: 0.3,
    ransac: { iterations: 100, inlierThreshold: 5, confidence: 0.99 },
    diameterShares: [0.05, 0.1, 0.2, 0.5],
    bootstrap: { samples: 1000, level: 0.95 },
  },
};

export const exampleIngredients: RunIngredients = {
  configuration: exampleConfiguration,
  dataHash: 'd'.repeat(64),
  behavioralFingerprint: 'f'.repeat(64),
  engine: { mode: 'eager', device: 'cpu', threads: 2, tensorflow: '2.21.0' },
};

/** WDR on SwissCube, with images that nobody opens. */
export function exampleScope(
  profile: ProfileName = 'mini',
  images: DatasetContents['images'] = { train: 80, validation: 20, test: 20 },
): ExperimentScope {
  return experimentScope(profile, wdrOnSwissCube, { images, objectCount: 1 });
}

/** @returns a finished run of the ingredients, with made-up numbers that no report uses */
export function exampleRun(ingredients: RunIngredients = exampleIngredients): FinishedRun {
  return {
    ingredients,
    metrics: {
      'test/add-0.1d': { value: 0.5, interval: { low: 0.25, high: 0.75 } },
      'test/images': { value: 20 },
    },
    curve: {
      columns: ['step', 'loss'],
      rows: [
        [0, 2.5],
        [1, 1.25],
      ],
    },
    images: {
      columns: ['depth', 'ADD'],
      rows: [
        [250, 0.02],
        [400, null],
      ],
    },
    environment: {
      ...describeEnvironment(ingredients.engine, 'abcdef012'),
      startedAt: '2026-01-02T03:04:05.000Z',
      finishedAt: '2026-01-02T03:05:05.000Z',
      wallSeconds: 60,
    },
  };
}
