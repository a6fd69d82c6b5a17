import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  freezingPlan,
  squareData,
  squareRun,
  squareStart,
  ternaryPyramid,
} from '../../../test/support/squareExperiment';
import { ConfigurationError } from '../../common/errors';
import { silentReporter, type Reporter } from '../../common/reporter';
import { loadPnpSolver, type PnpSolver } from '../../geometry/pnp';
import { tf } from '../../tensor/engine';
import { checkParent, restorable } from './quantizedParent';
import type { RunConfiguration } from '../configuration/runConfiguration';
import { weightsFile } from './runFiles';
import { runIdentity, type RunIngredients } from '../configuration/runIdentity';
import { loadTrainedNetwork } from './trainedNetwork';
import { performRun } from './trainingRun';

/** The head at 4 bits on top of the ternary pyramid. */
function headOnPyramid(method: 'lsq' | 'inq', changes: Partial<RunConfiguration> = {}): RunIngredients {
  const parent = ternaryPyramid(method);
  const { plan } = parent.configuration.training;
  const slow = { ...plan, learningRate: { ...plan.learningRate, base: 1e-6 } };
  return squareRun(
    {
      role: 'quantized',
      parent: runIdentity(parent),
      method,
      quantization: { backbone: 32, fpn: 2, head: 4 },
      ...changes,
    },
    method === 'inq' ? { ...freezingPlan, learningRate: slow.learningRate } : slow,
  );
}

/** Fails in training at a step, as a machine does that is switched off. */
function failingAt(step: number): Reporter {
  return {
    ...silentReporter,
    progress: (label) => ({
      update: (completed) => {
        if (label === 'training' && completed === step) throw new Error('power cut');
      },
      finish: () => undefined,
    }),
  };
}

describe('a run on top of a quantized one', () => {
  let folder: string;
  let solver: PnpSolver;
  const perform = (ingredients: RunIngredients, reporter: Reporter = silentReporter) =>
    performRun(ingredients, {
      data: squareData,
      solver,
      reporter,
      workFolder: folder,
      checkpointInterval: 3,
    });
  /** What the pyramid's layers multiply with, and their quantizers' variables. */
  const pyramidOf = async (ingredients: RunIngredients) => {
    const { configuration } = ingredients;
    const { network, precision, dispose } = await loadTrainedNetwork(
      configuration,
      runIdentity(ingredients),
      folder,
    );
    const weights = network.parameters
      .filter(({ module, role }) => module === 'fpn' && role === 'weight')
      .map(({ layer, variable }) =>
        tf.tidy(() => [...precision.weights(layer, variable as unknown as tf.Tensor4D).dataSync()]),
      );
    const steps = precision.variables.slice(0, weights.length).map((variable) => variable.dataSync()[0]);
    dispose();
    return { weights, steps };
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quantized-parent-'));
    solver = await loadPnpSolver();
    for (const ingredients of [squareStart, ternaryPyramid('lsq'), ternaryPyramid('inq')])
      await perform(ingredients);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(['lsq', 'inq'] as const)(
    'by %s has every width asked for, cut and resumed or not',
    async (method) => {
      const ingredients = headOnPyramid(method);
      const file = weightsFile(folder, runIdentity(ingredients));
      const { metrics } = await perform(ingredients);
      const whole = await readFile(file);
      const counts = Object.entries(metrics).filter(([key]) => key.startsWith('distinctValues/'));
      for (const [key, { value }] of counts)
        expect(value).toBeLessThanOrEqual(key.includes('/fpn.') ? 3 : 15);
      expect(counts.some(([key]) => key.includes('/head.'))).toBe(true);
      expect(counts.some(([key]) => key.includes('/backbone.'))).toBe(false);

      await rm(join(folder, runIdentity(ingredients)), { recursive: true });
      for (const step of [5, 7])
        await expect(perform(ingredients, failingAt(step))).rejects.toThrow('power cut');
      await perform(ingredients);
      expect((await readFile(file)).equals(whole)).toBe(true);
    },
  );

  it('leaves frozen weights as they were, to the bit', async () => {
    const before = await pyramidOf(ternaryPyramid('inq'));
    expect((await pyramidOf(headOnPyramid('inq'))).weights).toEqual(before.weights);
  });

  it('goes on from the steps that were learned', async () => {
    const before = await pyramidOf(ternaryPyramid('lsq'));
    const after = await pyramidOf(headOnPyramid('lsq'));
    expect(before.steps.length).toBeGreaterThan(0);
    for (const [layer, step] of after.steps.entries())
      expect(Math.abs(step - before.steps[layer])).toBeLessThan(1e-4);
  });

  it('refuses to change what is quantized, before and after the parent is trained', async () => {
    const finer = headOnPyramid('lsq', { quantization: { backbone: 32, fpn: 4, head: 4 } });
    await expect(perform(finer)).rejects.toThrow(
      /quantization\.fpn: found 4 bits by lsq; expected 2 bits by lsq/,
    );
    const parent = { method: 'lsq', quantization: { backbone: 32, fpn: 2, head: 32 } };
    for (const child of [
      { method: 'lsq', quantization: { backbone: 2, fpn: 32, head: 32 } },
      { method: 'inq', quantization: { backbone: 2, fpn: 2, head: 32 } },
    ] as const) {
      expect(() => {
        checkParent(child, parent, 'run');
      }).toThrow(ConfigurationError);
    }
    checkParent({ method: 'lsq', quantization: { backbone: 2, fpn: 2, head: 8 } }, parent, 'run');
  });

  it('asks old checkpoints for everything but where steps started', () => {
    const names = ['fpn.a.log_step', 'fpn.a.log_step_start', 'fpn.b.log_step_start'];
    const variables = names.map((name) => ({ name, variable: undefined as unknown as tf.Variable }));
    const stored = new Map([['fpn.b.log_step_start', { shape: [], values: new Float32Array(1) }]]);
    expect(restorable(variables, stored).map(({ name }) => name)).toEqual([
      'fpn.a.log_step',
      'fpn.b.log_step_start',
    ]);
  });

  it('draws its batches where the stage before stopped', async () => {
    const { plan } = squareStart.configuration.training;
    const still = squareRun({}, { ...plan, learningRate: { ...plan.learningRate, base: 1e-12 } });
    const { training } = still.configuration;
    const later = {
      ...still,
      configuration: { ...still.configuration, training: { ...training, firstBatch: 5 } },
    };
    const [losses, laterLosses] = [await perform(still), await perform(later)].map(({ curve }) =>
      curve.rows.map((row) => row[curve.columns.indexOf('loss')]),
    );
    for (const place of [0, 1, 6]) expect(laterLosses[place]).toBeCloseTo(losses[place + 5], 3);
    expect(new Set(losses).size).toBeGreaterThan(6);
  });
});
