import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Workers } from '../../lib/experiments/execution/workers';
import { recallName } from '../../lib/experiments/configuration/metricNames';
import { weightsFile } from '../../lib/experiments/run/runFiles';
import { runIdentity } from '../../lib/experiments/configuration/runIdentity';
import type { ModuleBits } from '../../lib/quantizers/moduleBits';
import { exampleRun } from './exampleRun';

/** What scripted workers say of the networks that they do not train. */
export interface Script {
  readonly workFolder: string;
  /** Share of validation images that a network with these widths gets right */
  accuracy(bits: ModuleBits): number;
  /** Called before anything is done; what it throws ends the work */
  before(title: string): void;
}

/** Workers that train nothing: results by a formula, and a file where weights would be. */
export function scriptedWorkers({ workFolder, accuracy, before }: Script): Workers {
  return {
    room: 2,
    stop: () => Promise.resolve(),
    prepare: () => Promise.reject(new Error('prepared already')),
    async run(ingredients, title) {
      before(title);
      const file = weightsFile(workFolder, runIdentity(ingredients));
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, 'tensors');
      const value = accuracy(ingredients.configuration.quantization);
      const interval = { low: value - 0.05, high: value + 0.05 };
      return {
        ...exampleRun(ingredients),
        metrics: Object.fromEntries(
          ['validation', 'test'].map((split) => [recallName(split, 'ADD', 0.1, 'all'), { value, interval }]),
        ),
      };
    },
    async sensitivity(ingredients, { widths, traces, batchCount }, title) {
      before(`sensitivity of ${title}`);
      const { quantization, seed, training } = ingredients.configuration;
      const modules = Object.keys(quantization).filter((module) => quantization[module] === 32);
      const layers = modules.map((module, index) => ({
        ...{ layer: `${module}.conv`, module, weights: 100, differentiation: 'exact' as const },
        ...{ trace: 10 + index, interval: { low: 9 + index, high: 11 + index }, probes: 10, converged: true },
        squaredErrors: widths.map((bits) => 4 ** -bits),
      }));
      return Promise.resolve({
        identity: {
          ...{ run: runIdentity(ingredients), modules, widths, traces },
          batches: { seed, count: batchCount, size: 16, augmentation: training.augmentation },
          ...{ behavioralFingerprint: 'f'.repeat(64), engine: ingredients.engine },
        },
        layers,
      });
    },
    close: () => Promise.resolve(),
  };
}
