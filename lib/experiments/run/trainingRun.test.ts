import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  squareData,
  squareRun,
  squareStart,
  squareSteps,
  ternaryPyramid,
} from '../../../test/support/squareExperiment';
import { silentReporter, type Reporter } from '../../common/reporter';
import type { PoseDataset } from '../../datasets/poseDataset';
import { loadPnpSolver, type PnpSolver } from '../../geometry/pnp';
import { tf } from '../../tensor/engine';
import { writeCheckpoint } from '../../training/checkpoint';
import { buildNetwork } from '../networks/networks';
import { readRunCheckpoint } from './runCheckpoint';
import { evaluateSplit, imageErrors } from './runEvaluation';
import { checkpointFile, weightsFile } from './runFiles';
import { runIdentity, type RunIngredients } from '../configuration/runIdentity';
import { loadTrainedNetwork } from './trainedNetwork';
import { performRun, type RunContext } from './trainingRun';

/** Where a run is cut: in which task, after how many of its units. */
type Cut = readonly [label: string, completed: number];

/** Fails at a place, as a machine does that is switched off. */
function failingReporter([label, at]: Cut): Reporter {
  return {
    ...silentReporter,
    progress: (task) => ({
      update: (completed) => {
        if (task === label && completed === at) throw new Error('power cut');
      },
      finish: () => undefined,
    }),
  };
}

// Checkpoints are at steps 3, 6, 9 and 12; the second freezing point is at step 6, an epoch has 6 steps.
const cuts: readonly Cut[] = [
  ['training', 1],
  ['training', 5],
  ['training', 6],
  ['training', 7],
  ['training', 11],
  ['training', squareSteps],
  ['poses of the test set', 6],
];
const runs = [
  { name: 'full precision', ingredients: squareStart },
  { name: 'LSQ', ingredients: ternaryPyramid('lsq') },
  { name: 'INQ', ingredients: ternaryPyramid('inq') },
];

describe('a run', () => {
  let folder: string;
  let solver: PnpSolver;

  const context = (name: string, changes: Partial<RunContext> = {}): RunContext => ({
    data: squareData,
    solver,
    reporter: silentReporter,
    workFolder: join(folder, name),
    checkpointInterval: 3,
    ...changes,
  });
  /** Puts the weights where a run of another work folder looks for its parent's. */
  const bringParent = async (name: string) => {
    const [from, to] = ['parent', name].map((work) =>
      weightsFile(join(folder, work), runIdentity(squareStart)),
    );
    await cp(dirname(from), dirname(to), { recursive: true });
  };
  const perform = async (ingredients: RunIngredients, name: string) => {
    const { metrics, curve, images } = await performRun(ingredients, context(name));
    const weights = await readFile(weightsFile(join(folder, name), runIdentity(ingredients)));
    return { metrics, curve, images, weights: weights.toString('base64') };
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'training-run-'));
    solver = await loadPnpSolver();
    await performRun(squareStart, context('parent'));
    await rm(checkpointFile(join(folder, 'parent'), runIdentity(squareStart)));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(runs)(
    '$name: cut at many places and resumed, ends with the bits of one go',
    async ({ ingredients }) => {
      if (ingredients !== squareStart) for (const name of ['whole', 'cut']) await bringParent(name);
      const whole = await perform(ingredients, 'whole');
      for (const cut of cuts) {
        const broken = performRun(ingredients, context('cut', { reporter: failingReporter(cut) }));
        await expect(broken).rejects.toThrow('power cut');
      }
      expect(await perform(ingredients, 'cut')).toEqual(whole);
    },
  );

  it.each(runs)(
    '$name: stopped at any step, keeps that step and ends with the bits of one go',
    async ({ ingredients }) => {
      if (ingredients !== squareStart) for (const name of ['unstopped', 'stopped']) await bringParent(name);
      for (const step of [1, 5, squareSteps - 1]) {
        const controller = new AbortController();
        const reporter: Reporter = {
          ...silentReporter,
          progress: () => ({
            update: (completed) => {
              if (completed === step) controller.abort();
            },
            finish: () => undefined,
          }),
        };
        await expect(
          performRun(ingredients, context('stopped', { reporter, signal: controller.signal })),
        ).rejects.toMatchObject({
          name: 'InterruptionError',
          problem: { found: `a request to stop, at step ${step} of ${squareSteps}` },
        });
      }
      expect(await perform(ingredients, 'stopped')).toEqual(await perform(ingredients, 'unstopped'));
    },
  );

  it('repeats the curve of a stored result, and ends where it leaves it, going on from there too', async () => {
    const { curve } = await performRun(squareStart, context('first'));
    expect((await performRun(squareStart, context('again', { follows: curve }))).curve).toEqual(curve);
    const rows = curve.rows.map((row) => (row[0] === 4 ? row.map((value) => 2 * value) : row));
    const broken = context('cut before', { reporter: failingReporter(['training', 6]) });
    await expect(performRun(squareStart, broken)).rejects.toThrow('power cut');
    for (const name of ['left', 'cut before'])
      await expect(
        performRun(squareStart, context(name, { follows: { ...curve, rows } })),
      ).rejects.toMatchObject({
        name: 'ResultsError',
        problem: { found: expect.stringContaining('stored 8') as string },
      });
  });

  it('counts the time before interruptions too', async () => {
    const slow = context('timed', { reporter: failingReporter(['training', 10]) });
    const begun = Date.now();
    await expect(performRun(squareStart, slow)).rejects.toThrow('power cut');
    const { environment } = await performRun(squareStart, context('timed'));
    const { startedAt, wallSeconds, processorSeconds, finishedAt } = environment;
    expect(Date.parse(startedAt)).toBeGreaterThanOrEqual(begun);
    expect(wallSeconds).toBeGreaterThan(0.5 * ((Date.parse(finishedAt) - begun) / 1000));
    expect(wallSeconds).toBeLessThan((Date.parse(finishedAt) - begun) / 1000 + 0.1);
    expect(processorSeconds).toBeGreaterThan(0);
  });

  it('leaves three values a layer of the ternary module, and predicts the same when it is loaded', async () => {
    for (const { ingredients } of runs.slice(1)) {
      await bringParent('loaded');
      const { metrics, images } = await perform(ingredients, 'loaded');
      const counts = Object.entries(metrics).filter(([key]) => key.startsWith('distinctValues/'));
      expect(counts.length).toBeGreaterThan(0);
      expect(counts.every(([key, { value }]) => key.includes('/fpn.') && value <= 3)).toBe(true);

      const { configuration } = ingredients;
      const trained = await loadTrainedNetwork(
        configuration,
        runIdentity(ingredients),
        join(folder, 'loaded'),
      );
      const { network, precision } = trained;
      const { test } = squareData.splits;
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
    }
  });

  it('reads the test set once, after training', async () => {
    let trained = false;
    const seen: number[] = [];
    const guarded: PoseDataset = {
      ...squareData.splits.test,
      pixels: (index) => {
        seen.push(index);
        return trained
          ? squareData.splits.test.pixels(index)
          : Promise.reject(new Error('test set in training'));
      },
    };
    const reporter: Reporter = {
      ...silentReporter,
      progress: (label) => ({
        update: (completed) => {
          if (label === 'training' && completed === squareSteps) trained = true;
        },
        finish: () => undefined,
      }),
    };
    const data = { ...squareData, splits: { ...squareData.splits, test: guarded } };
    await performRun(squareStart, context('guarded', { reporter, data }));
    expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('holds no tensor when it is over, whether it ended well or not', async () => {
    const cutAt = (step: number) =>
      performRun(squareStart, context('leak', { reporter: failingReporter(['training', step]) }));
    // The first opens the event file, which TensorFlow keeps open until the process ends.
    await expect(cutAt(2)).rejects.toThrow('power cut');
    const before = tf.memory().numTensors;
    await expect(cutAt(4)).rejects.toThrow('power cut');
    await performRun(squareStart, context('leak'));
    await expect(performRun(ternaryPyramid('lsq'), context('leak orphan'))).rejects.toThrow();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('names the weights that its parent should have left', async () => {
    await expect(performRun(ternaryPyramid('lsq'), context('orphan'))).rejects.toMatchObject({
      name: 'CheckpointError',
      problem: { file: weightsFile(join(folder, 'orphan'), runIdentity(squareStart)) },
    });
  });

  it('refuses to start from weights of another network', async () => {
    await bringParent('other network');
    const { configuration } = ternaryPyramid('lsq');
    const larger = squareRun({ ...configuration, model: { network: 'wdr', scale: 'mini' } });
    await expect(performRun(larger, context('other network'))).rejects.toMatchObject({
      name: 'CheckpointError',
      problem: { field: 'model', found: expect.stringContaining('missing') as string },
    });
  });

  it('refuses a damaged checkpoint, and says that it can be trained again', async () => {
    const broken = context('damaged', { reporter: failingReporter(['training', 4]) });
    await expect(performRun(squareStart, broken)).rejects.toThrow('power cut');
    const file = checkpointFile(join(folder, 'damaged'), runIdentity(squareStart));
    await writeFile(file, (await readFile(file)).fill(7, 20_000, 20_001));
    await expect(performRun(squareStart, context('damaged'))).rejects.toMatchObject({
      name: 'CheckpointError',
      problem: { file, remedy: expect.stringContaining('Remove the file') as string },
    });
    await rm(file);
    await expect(performRun(squareStart, context('damaged'))).resolves.toBeDefined();
  });

  it('refuses weights that were quantized otherwise', async () => {
    const ingredients = ternaryPyramid('lsq');
    await bringParent('other bits');
    await performRun(ingredients, context('other bits'));
    const { configuration } = ingredients;
    const otherwise = { ...configuration, quantization: { backbone: 32, fpn: 4, head: 32 } };
    await expect(
      loadTrainedNetwork(otherwise, runIdentity(ingredients), join(folder, 'other bits')),
    ).rejects.toMatchObject({ name: 'CheckpointError', problem: { field: 'quantizers' } });
  });

  it('refuses data that it was not planned with', async () => {
    const data = { ...squareData, hash: 'b'.repeat(64) };
    await expect(performRun(squareStart, context('other data', { data }))).rejects.toMatchObject({
      name: 'DatasetError',
      problem: { found: expect.stringContaining('b'.repeat(64)) as string },
    });
  });

  it('stops with the step when training diverges; the last good checkpoint stays, weights do not appear', async () => {
    const { plan } = squareRun().configuration.training;
    const schedule = { kind: 'steps', at: [0.5], factor: 1e30 } as const;
    const diverging = squareRun({}, { ...plan, learningRate: { ...plan.learningRate, schedule } });
    const [work, id] = [join(folder, 'diverging'), runIdentity(diverging)];
    await expect(performRun(diverging, context('diverging'))).rejects.toMatchObject({
      name: 'NumericalFaultError',
      problem: {
        field: expect.stringMatching(/^step [7-8], /) as string,
        fault: {
          kind: 'loss that is not finite',
          place: expect.stringMatching(/^(weights|input) of /) as string,
          checkpoint: { file: checkpointFile(work, id), step: 6 },
        },
      },
    });
    expect(existsSync(checkpointFile(work, id))).toBe(true);
    expect(existsSync(weightsFile(work, id))).toBe(false);
  });

  it('stores how many steps of its quantizers ended at a bound', async () => {
    const ingredients = ternaryPyramid('lsq');
    await bringParent('held');
    const cut = context('held', { reporter: failingReporter(['training', 4]) });
    await expect(performRun(ingredients, cut)).rejects.toThrow('power cut');
    const file = checkpointFile(join(folder, 'held'), runIdentity(ingredients));
    const network = buildNetwork(ingredients.configuration.model, 0);
    const checkpoint = await readRunCheckpoint(file, ingredients.configuration, network);
    network.dispose();
    const [name, { data }] = [...checkpoint.quantizers.tensors].find(([each]) => each.endsWith('log_step'))!;
    (data as Float32Array)[0] -= 9;
    await writeCheckpoint(file, checkpoint);
    const { metrics } = await performRun(ingredients, context('held'));
    const held = Object.entries(metrics).filter(([key]) => key.startsWith('heldSteps/'));
    expect(held).toEqual([[`heldSteps/${name}`, { value: 1 }]]);
  });

  it('names the data set and the step when there is nothing to train on', async () => {
    const train = { ...squareData.splits.train, samples: [] };
    const data = { ...squareData, splits: { ...squareData.splits, train } };
    await expect(performRun(squareStart, context('empty', { data }))).rejects.toMatchObject({
      name: 'NumericalFaultError',
      problem: { fault: { kind: 'empty batch', step: 0, place: 'squares, split train' } },
    });
  });
});
