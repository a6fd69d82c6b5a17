import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { squareData, squareRun, squareStart } from '../../../test/support/squareExperiment';
import { InfeasibleAllocationError } from '../../allocation/infeasibleAllocation';
import { silentReporter } from '../../common/reporter';
import { loadPnpSolver, type PnpSolver } from '../../geometry/pnp';
import { tf } from '../../tensor/engine';
import { checkParent } from '../run/quantizedParent';
import type { QuantizationConfiguration } from '../configuration/quantizationConfiguration';
import type { RunConfiguration } from '../configuration/runConfiguration';
import { weightsFile } from '../run/runFiles';
import { runIdentity, type RunIngredients } from '../configuration/runIdentity';
import { loadTrainedNetwork } from '../run/trainedNetwork';
import { performRun } from '../run/trainingRun';

const { plan } = squareStart.configuration.training;
const ternaryPyramid = { backbone: 32, fpn: 2, head: 32 };
const learned = { bits: 4, method: 'learned', calibrationBatches: 2 } as const;
const calibrated = { bits: 8, method: 'calibrated', ofAllLayers: true, calibrationBatches: 2 } as const;
const allocation = {
  ...{ widths: [2, 4, 8], compressionFactor: 6, batches: 2 },
  traces: { relativeError: 0.1, standardErrors: 1.96, minimumProbes: 2, maximumProbes: 3, seed: 0 },
};

function quantizedSquares(
  changes: Partial<QuantizationConfiguration>,
  parent: RunIngredients = squareStart,
  training: Partial<RunConfiguration['training']> = {},
): RunIngredients {
  const run = squareRun({ role: 'quantized', parent: runIdentity(parent), method: 'lsq', ...changes }, plan);
  const { configuration } = run;
  return {
    ...run,
    configuration: { ...configuration, training: { ...configuration.training, ...training } },
  };
}

describe('what a run quantizes beside the widths of its modules', () => {
  let folder: string;
  let solver: PnpSolver;
  const perform = (ingredients: RunIngredients) =>
    performRun(ingredients, { data: squareData, solver, reporter: silentReporter, workFolder: folder });
  const load = ({ configuration }: RunIngredients, id: string) =>
    loadTrainedNetwork(configuration, id, folder);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'run-quantization-'));
    solver = await loadPnpSolver();
    await perform(squareStart);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is the inputs of layers: calibrated before the first step, the same bits twice, handed on to a later stage', async () => {
    const first = quantizedSquares({ quantization: ternaryPyramid, activations: learned });
    const file = weightsFile(folder, runIdentity(first));
    await perform(first);
    const bytes = await readFile(file);
    await rm(file);
    const before = tf.memory().numTensors;
    await perform(first);
    expect(tf.memory().numTensors).toBe(before);
    expect((await readFile(file)).equals(bytes)).toBe(true);

    const still = { ...plan.learningRate, base: 1e-9 };
    const second = quantizedSquares(
      { quantization: { backbone: 32, fpn: 2, head: 4 }, activations: learned },
      first,
      { plan: { ...plan, learningRate: still } },
    );
    await perform(second);
    const networks = [await load(first, runIdentity(first)), await load(second, runIdentity(second))];
    const ranges = networks.map(({ network, precision }) => {
      const { layer } = network.parameters.find(({ module }) => module === 'fpn')!;
      const image = tf.tidy(() => precision.activations(layer, tf.fill([1, 1, 1, 1], 1e9)).dataSync()[0]);
      return image;
    });
    for (const trained of networks) trained.dispose();
    expect(ranges[0]).toBeLessThan(1e8);
    expect(ranges[1] / ranges[0]).toBeCloseTo(1, 4);
  });

  it('stays alike along a flow', async () => {
    const first = quantizedSquares({ quantization: ternaryPyramid, activations: learned });
    await perform(first);
    const next = { quantization: { backbone: 32, fpn: 2, head: 4 } };
    for (const other of [{}, { activations: { ...learned, bits: 8 } }])
      await expect(perform(quantizedSquares({ ...next, ...other }, first))).rejects.toThrow(
        /activations, firstAndLastLayers, onlyLayers, allocation: found .*expected .*"bits":4/,
      );
    const allocated = quantizedSquares({ ...next, activations: learned, allocation }, first);
    expect(() => {
      checkParent(allocated.configuration, first.configuration, 'run');
    }).toThrow(/and no allocation/);
    await expect(perform(allocated)).rejects.toThrow(/quantizers: found .*"fpn":2.*expected .*"fpn":32/);
  });

  it('is activations alone, of every layer', async () => {
    const run = quantizedSquares({ activations: calibrated });
    const { metrics } = await perform(run);
    expect(Object.keys(metrics).filter((name) => name.startsWith('distinctValues/'))).toEqual([]);
    const { network, precision, dispose } = await load(run, runIdentity(run));
    for (const { name } of network.layers) {
      const far = tf.tidy(() => precision.activations(name, tf.fill([1, 1, 1, 1], 1e9)).dataSync()[0]);
      expect(far, name).toBeLessThan(1e8);
    }
    dispose();
  });

  it('is widths of layers that fit the budget, found from where the run starts, and kept with its weights', async () => {
    const quantization = { backbone: 8, fpn: 8, head: 8 };
    const run = quantizedSquares({ quantization, allocation, firstAndLastLayers: 8 });
    const { metrics } = await perform(run);
    const widths = new Map(
      Object.entries(metrics).flatMap(([name, { value }]) =>
        name.startsWith('bits/') ? [[name.slice(5), value]] : [],
      ),
    );
    const { network, precision, dispose } = await load(run, runIdentity(run));
    expect([...widths.keys()].sort()).toEqual(network.layers.map(({ name }) => name).sort());
    let [full, used] = [0, 0];
    for (const { layer, role, variable } of network.parameters) {
      if (role !== 'weight') continue;
      full += 32 * variable.size;
      used += widths.get(layer)! * variable.size;
      const values = tf.tidy(() => precision.weights(layer, variable as unknown as tf.Tensor4D).dataSync());
      expect(new Set(values.map((value) => value + 0)).size).toBeLessThanOrEqual(2 ** widths.get(layer)!);
    }
    dispose();
    expect(full / used).toBeGreaterThanOrEqual(allocation.compressionFactor);
    expect(new Set(widths.values()).size).toBeGreaterThan(1);
    for (const outer of ['backbone.features.init_block.conv', 'head.cls_logits', 'head.pose_pred'])
      expect(widths.get(outer)).toBe(8);
  });

  it('is refused where no width is small enough', async () => {
    const quantization = { backbone: 8, fpn: 8, head: 8 };
    const run = quantizedSquares({ quantization, allocation: { ...allocation, compressionFactor: 17 } });
    await expect(perform(run)).rejects.toThrow(InfeasibleAllocationError);
  });

  it('needs no training after which it is what it was, on fewer levels', async () => {
    const run = quantizedSquares(
      { method: 'postTrainingLeastSquares', quantization: { backbone: 4, fpn: 4, head: 4 } },
      squareStart,
      { plan: { ...plan, steps: 0 }, statisticsBatches: 0 },
    );
    const { metrics, curve } = await perform(run);
    expect(curve.rows).toEqual([]);
    const counts = Object.entries(metrics).filter(([name]) => name.startsWith('distinctValues/'));
    expect(counts.length).toBeGreaterThan(10);
    for (const [name, { value }] of counts) expect(value, name).toBeLessThanOrEqual(15);
  });
});
