import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleConfiguration } from '../../test/support/exampleRun';
import { squareDataset } from '../../test/support/syntheticTask';
import { silentReporter, type Reporter } from '../common/reporter';
import type { PoseDataset } from '../datasets/poseDataset';
import { loadPnpSolver, type PnpSolver } from '../geometry/pnp';
import type { ExperimentData } from './experimentData';
import type { RunConfiguration } from './runConfiguration';
import { runIdentity, type RunIngredients } from './runIdentity';
import { evaluateSplit, imageErrors } from './runEvaluation';
import { loadTrainedNetwork } from './trainedNetwork';
import { performRun, weightsFile } from './trainingRun';

const steps = 12;
const data: ExperimentData = {
  folder: 'in memory',
  splits: {
    train: squareDataset(24, 64, 1),
    validation: squareDataset(6, 64, 2),
    test: squareDataset(6, 64, 3),
  },
  hash: 'squares',
};
const fullPrecisionBits = { backbone: 32, fpn: 32, head: 32 };

function ingredientsOf(changes: Partial<RunConfiguration>): RunIngredients {
  const { training } = exampleConfiguration;
  const plan = { ...training.plan, steps, freezing: [] };
  const configuration = {
    ...exampleConfiguration,
    training: { ...training, batchSize: 4, plan, statisticsBatches: 2 },
    // So low that every image gets a pose, however little the network has learned.
    evaluation: { ...exampleConfiguration.evaluation, confidenceThreshold: 0.001 },
    ...changes,
  };
  const engine = { mode: 'eager', device: 'cpu' as const, threads: 2, tensorflow: 'any' };
  return { configuration, dataHash: data.hash, behavioralFingerprint: 'any', engine };
}

/** Fails at a step, as a machine that is switched off does. */
function failingReporter(at: number): Reporter {
  const update = (completed: number) => {
    if (completed === at) throw new Error('power cut');
  };
  return { ...silentReporter, progress: () => ({ update, finish: () => undefined }) };
}

describe('a run', () => {
  let folder: string;
  let solver: PnpSolver;
  const start = ingredientsOf({});
  const inqPlan = {
    ...start.configuration.training.plan,
    freezing: [
      { at: 0, fraction: 0.5 },
      { at: 0.5, fraction: 1 },
    ],
  };
  const retraining = (method: 'lsq' | 'inq'): Partial<RunConfiguration> => ({
    role: 'quantized',
    parent: runIdentity(start),
    method,
    quantization: { ...fullPrecisionBits, fpn: 2 },
    training: {
      ...start.configuration.training,
      plan: method === 'inq' ? inqPlan : start.configuration.training.plan,
    },
  });
  const cases = [
    { name: 'full precision', ingredients: start },
    { name: 'LSQ', ingredients: ingredientsOf(retraining('lsq')) },
    { name: 'INQ', ingredients: ingredientsOf(retraining('inq')) },
  ];
  const context = (name: string, reporter: Reporter) => ({
    data,
    solver,
    reporter,
    workFolder: join(folder, name),
    checkpointInterval: 4,
  });
  const perform = async (ingredients: RunIngredients, name: string, cuts: readonly number[]) => {
    if (ingredients !== start) await performRun(start, context(name, silentReporter));
    for (const cut of cuts) {
      await expect(performRun(ingredients, context(name, failingReporter(cut)))).rejects.toThrow('power cut');
    }
    const { metrics, curve, images } = await performRun(ingredients, context(name, silentReporter));
    const weights = await readFile(weightsFile(join(folder, name), runIdentity(ingredients)));
    return { metrics, curve, images, weights };
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'training-run-'));
    solver = await loadPnpSolver();
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(cases)(
    '$name: cut and resumed, ends with the same bits as in one go',
    async ({ name, ingredients }) => {
      const whole = await perform(ingredients, `${name} whole`, []);
      const resumed = await perform(ingredients, `${name} resumed`, [3, 6, 7, 11]);
      expect(resumed.weights.equals(whole.weights)).toBe(true);
      expect({ ...resumed, weights: 0 }).toEqual({ ...whole, weights: 0 });
    },
  );

  it('leaves three values a layer of the ternary module, and predicts the same when it is loaded', async () => {
    const { ingredients } = cases[2];
    const { metrics, images } = await perform(ingredients, 'loaded', []);
    const counts = Object.entries(metrics).filter(([key]) => key.startsWith('distinctValues/'));
    expect(counts).toHaveLength(6);
    expect(counts.every(([key, { value }]) => key.includes('/fpn.') && value <= 3)).toBe(true);
    const { configuration } = ingredients;
    const trained = await loadTrainedNetwork(configuration, runIdentity(ingredients), join(folder, 'loaded'));
    const { network, precision } = trained;
    const { test } = data.splits;
    const again = await evaluateSplit(
      network,
      precision,
      test,
      solver,
      configuration.evaluation,
      silentReporter,
    );
    trained.dispose();
    expect(imageErrors(again)).toEqual(images);
  });

  it('does not look at the test set before training is over', async () => {
    let trained = false;
    const guarded: PoseDataset = {
      ...data.splits.test,
      pixels: (index) =>
        trained ? data.splits.test.pixels(index) : Promise.reject(new Error('test set in training')),
    };
    const reporter: Reporter = {
      ...silentReporter,
      progress: (label) => ({
        update: (completed) => {
          if (label === 'training' && completed === steps) trained = true;
        },
        finish: () => undefined,
      }),
    };
    const watched = {
      ...context('guarded', reporter),
      data: { ...data, splits: { ...data.splits, test: guarded } },
    };
    await expect(performRun(start, watched)).resolves.toBeDefined();
  });

  it('names the weights that its parent should have left', async () => {
    await expect(performRun(cases[1].ingredients, context('orphan', silentReporter))).rejects.toMatchObject({
      name: 'CheckpointError',
      message: expect.stringContaining(runIdentity(start)) as string,
    });
  });
});
