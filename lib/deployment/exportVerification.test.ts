import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { cube, squareDataset } from '../../test/support/syntheticTask';
import { silentReporter } from '../common/reporter';
import { buildNetwork } from '../experiments/networks/networks';
import type { ActivationConfiguration } from '../experiments/configuration/quantizationConfiguration';
import { decodingOf } from '../experiments/run/runEvaluation';
import type { StoredRun } from '../experiments/store/storedRun';
import { loadPnpSolver } from '../geometry/pnp';
import { exportOnnx, type OnnxOptions } from '../export/onnx/onnxExport';
import { quantize } from '../quantizers/quantization';
import { tf } from '../tensor/engine';
import type { ExportableRun } from './exportableRun';
import { disagreement, verifyExport } from './exportVerification';
import { integerRanges } from './integerRanges';
import { quantizationOrder, trainedInformation } from './trainedInformation';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'verify-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Every cell votes, so that weights as drawn give poses. */
const evaluation = {
  confidenceThreshold: 0,
  ransac: { iterations: 50, inlierThreshold: 1e4, confidence: 0.99 },
  diameterShares: [0.1],
  bootstrap: { samples: 10, level: 0.95 },
};
const model = { network: 'wdr', scale: 'tiny' } as const;
const test = squareDataset(6, 32, 2);

function makeRun(seed: number, activations?: ActivationConfiguration): ExportableRun {
  const network = buildNetwork(model, seed);
  const widths = { backbone: 8, fpn: 2, head: 8 };
  const quantization = quantize(network, widths, 'lsq', { ...(activations && { activations }) });
  const dispose = () => {
    for (const part of [quantization, network]) part.dispose();
  };
  onTestFinished(dispose);
  const run = {
    ingredients: { configuration: { model, quantization: widths, evaluation, activations } },
    metrics: { 'test/ADD': { value: 0.5 } },
    environment: { codeVersion: 'abc' },
  } as unknown as StoredRun;
  const information = trainedInformation({
    run,
    ancestors: [],
    dataset: test,
    inputSize: network.inputSize,
    needsDetections: false,
  });
  const trained = { network, precision: quantization, quantization, dispose };
  return { run, trained, test, validation: test, information };
}

function optionsOf({ trained: { network, quantization }, information }: ExportableRun): OnnxOptions {
  const [imageWidth, imageHeight] = network.inputSize;
  return { information, imageWidth, imageHeight, quantization };
}

async function exportedFile(
  name: string,
  run: ExportableRun,
  outputRanges?: OnnxOptions['outputRanges'],
): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, exportOnnx(run.trained.network, { ...optionsOf(run), outputRanges }));
  return file;
}

describe('the verification of an exported file', () => {
  it('finds the poses of the network that it was made of, and others than those of another network', async () => {
    const own = makeRun(1);
    const file = await exportedFile('own.onnx', own);
    const same = await verifyExport(file, own, 2, silentReporter);
    expect(same).toMatchObject({ images: 6, simulated: same.exported, quantizedInputs: false });
    expect([same.fromSimulated.images, same.ofRounding.images]).toEqual([0, 0]);
    expect(same.simulated).toHaveLength(2);
    const other = await verifyExport(file, makeRun(2), 1, silentReporter);
    expect(same.fromSimulated.outputs).toBeLessThan(1e-5);
    expect(same.ofRounding.outputs).toBeLessThan(1e-5);
    expect(other.fromSimulated.outputs).toBeGreaterThan(0.1);
    expect(other.ofRounding.outputs).toBeLessThan(1e-5);
    expect(disagreement(same)).toBeUndefined();
    expect(disagreement(other)).toBeDefined();
  });

  it.each([
    [2000, [1912], [1914], 1e-5, false, undefined],
    [2000, [1912], [1915], 1e-5, false, 'recall'],
    [2000, [1912, 1900], [1915, 1899], 1e-5, false, undefined],
    [100, [50], [51], 1e-5, true, 'recall'],
    [100, [50], [50], 2e-4, false, 'outputs'],
    [100, [50], [50], 2e-4, true, undefined],
  ])(
    'of %i images, %j and %j right, outputs apart by %d, inputs quantized %s: disagreement of %s',
    (images, simulated, exported, outputs, quantizedInputs, expected) => {
      const difference = { images: 3, outputs };
      const rest = { fromSimulated: difference, ofRounding: difference, quantizedInputs };
      expect(disagreement({ images, simulated, exported, ...rest })).toBe(expected);
    },
  );
});

describe('a run exported with convolutions of integers', () => {
  it('rounds its outputs within ranges of several images: narrower ones part more from the simulated network', async () => {
    const run = makeRun(1, { bits: 8, method: 'calibrated', calibrationBatches: 1 });
    const { network, precision, quantization } = run.trained;
    const [width, height] = network.inputSize;
    const parts = { precision, objects: [cube], solver: await loadPnpSolver() };
    const predictor = network.predictor({ ...parts, decoding: decodingOf(evaluation) });
    const { image } = await test.pixels(0);
    const { images } = predictor.prepare([image], [test.samples[0].camera]);
    await quantization!.calibrate(() => {
      tf.tidy(() => {
        network.forward(tf.tensor4d(images, [1, height, width, 3]), { training: false, precision });
      });
    });
    const [one, three] = await Promise.all(
      [1, 3].map((count) => integerRanges(run, optionsOf(run), count, silentReporter)),
    );
    expect(three.size).toBeGreaterThan(5);
    for (const [layer, { low, high }] of one) {
      expect(three.get(layer)!.low).toBeLessThanOrEqual(low);
      expect(three.get(layer)!.high).toBeGreaterThanOrEqual(high);
    }
    expect(three).not.toEqual(one);
    const differenceBy = async (ranges: NonNullable<OnnxOptions['outputRanges']>) => {
      const file = await exportedFile('integers.onnx', run, ranges);
      return (await verifyExport(file, run, 1, silentReporter)).fromSimulated.outputs;
    };
    const rounded = await differenceBy(three);
    expect(rounded).toBeGreaterThan(1e-5);
    const narrow = [...three].map(
      ([layer, { low, high }]) => [layer, { low: low / 9, high: high / 9 }] as const,
    );
    expect(rounded).toBeLessThan(await differenceBy(new Map(narrow)));
  });

  it('is refused where its inputs are at full precision', async () => {
    const run = makeRun(1);
    const ranges = integerRanges(run, optionsOf(run), 1, silentReporter);
    await expect(ranges).rejects.toThrow(/activations: found inputs of layers at full precision/);
  });
});

describe('what an exported run says of itself', () => {
  it('names the order of quantization, run after run', () => {
    const chain = [
      { backbone: 32, fpn: 32, head: 32 },
      { backbone: 32, fpn: 2, head: 32 },
      { backbone: 8, fpn: 2, head: 4 },
    ].map((quantization) => ({ quantization }));
    expect(quantizationOrder(chain)).toEqual(['fpn', 'backbone', 'head']);
  });

  it('holds the objects, and the camera where all images have one', () => {
    const { information } = makeRun(1);
    expect(information.metrics).toEqual({ 'test/ADD': 0.5 });
    expect(information.prediction!.cameraMatrix).toEqual(test.samples[0].camera.matrix);
    expect(information.prediction!.objects).toMatchObject([{ id: 1, corners: cube.corners }]);
  });
});
