import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { cube } from '../../test/support/syntheticTask';
import { DatasetError, ExportError, InputError } from '../common/errors';
import { Random } from '../common/random';
import { silentReporter } from '../common/reporter';
import { readBopResults } from '../datasets/bop/results/resultsReader';
import { encodePng } from '../datasets/bop/imageFile';
import { networkModules, type NetworkName } from '../experiments/configuration/networkModules';
import { buildNetwork, networkConfiguration } from '../experiments/networks/networks';
import type { RunNetwork } from '../experiments/networks/runNetwork';
import { exportContent } from '../export/exportContent';
import type { ModelInformation } from '../export/modelInformation';
import { exportOnnx, type OnnxOptions } from '../export/onnx/onnxExport';
import { decodeOnnx, encodeOnnx } from '../export/onnx/onnxFormat';
import { encodePacked } from '../export/packedFile';
import type { Camera } from '../geometry/camera';
import { loadPnpSolver } from '../geometry/pnp';
import { writePly } from '../meshes/ply/plyWriter';
import { averageDistance } from '../metrics/add';
import { ModelPoints } from '../metrics/modelPoints';
import { colorNormalization } from '../models/imageNormalization';
import { quantize } from '../quantizers/quantization';
import { imagesOfFolder, singleImage } from './imageSources';
import { objectInformation } from './modelObjects';
import { predictToFiles, type PredictionRequest } from './predictionFiles';

/** Every cell votes and any corner agrees, so that weights as drawn give a pose. */
const decoding = {
  confidenceThreshold: 0,
  ransac: { iterations: 50, inlierThreshold: 1e4, confidence: 0.99 },
};
const detection = { objectId: 1, box: { left: 8, top: 6, width: 14, height: 18 }, score: 1 };

let folder = '';
const place = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'predict-'));
  await writeFile(
    place('cube.ply'),
    writePly({ positions: cube.points, triangles: cube.triangles! }, { format: 'ascii' }),
  );
  const meters = cube.points.map((value) => value / 1000);
  await writeFile(
    place('meters.ply'),
    writePly({ positions: meters, triangles: cube.triangles! }, { format: 'ascii' }),
  );
});
afterAll(() => rm(folder, { recursive: true }));

function makeNetwork(name: NetworkName) {
  const network = buildNetwork({ network: name, scale: 'tiny' }, 3);
  const widths = Object.fromEntries(network.modules.map((module, index) => [module, [8, 2, 8][index]]));
  const quantization = quantize(network, widths, 'lsq');
  onTestFinished(() => {
    quantization.dispose();
    network.dispose();
  });
  return { network, quantization };
}

function informationOf(
  name: NetworkName,
  { inputSize, camera }: Pick<RunNetwork, 'inputSize'> & { camera: Camera },
) {
  const [width, height] = inputSize;
  const needsDetections = name === 'zebraPose' || name === 'dlr';
  const information: ModelInformation = {
    ...{ architecture: name, moduleBits: {}, order: [], data: 'noise', metrics: {}, codeVersion: '0' },
    configuration: { ...networkConfiguration({ network: name, scale: 'tiny' }) },
    prediction: {
      input: { width, height, ...colorNormalization },
      needsDetections,
      ...(!needsDetections && { cameraMatrix: camera.matrix }),
      objects: [objectInformation(cube)],
      decoding,
    },
  };
  return information;
}

function noise(width: number, height: number, seed: number): Uint8Array {
  const random = Random.derive(seed, 'image');
  return Uint8Array.from({ length: 3 * width * height }, () => random.integer(256));
}

function cameraOf(width: number, height: number): Camera {
  return { matrix: [1.2 * width, 0, width / 2, 0, 1.2 * width, height / 2, 0, 0, 1], width, height };
}

async function writeImage(name: string, camera: Camera, seed: number): Promise<Uint8Array> {
  const image = noise(camera.width, camera.height, seed);
  await writeFile(place(name), encodePng(image, camera.width, camera.height, 3));
  const [fx, , cx, , fy, cy] = camera.matrix;
  await writeFile(place('camera.json'), JSON.stringify({ fx, fy, cx, cy, depth_scale: 1 }));
  return image;
}

async function exportedWdr(change: Partial<OnnxOptions> = {}): Promise<string> {
  const { network, quantization } = makeNetwork('wdr');
  const [imageWidth, imageHeight] = network.inputSize;
  const information = informationOf('wdr', { ...network, camera: cameraOf(imageWidth, imageHeight) });
  const options = { information, imageWidth, imageHeight, quantization, ...change };
  await writeFile(place('wdr.onnx'), exportOnnx(network, options));
  return place('wdr.onnx');
}

function requestFor(model: string, change: Partial<PredictionRequest> = {}): PredictionRequest {
  return {
    model,
    meshes: [place('cube.ply')],
    sources: [],
    output: place('out'),
    overlays: false,
    ...change,
  };
}

describe.each(Object.keys(networkModules) as NetworkName[])('%s', (name) => {
  it('exported finds the pose that the simulated network finds, by either format', async () => {
    const { network, quantization } = makeNetwork(name);
    const [imageWidth, imageHeight] = network.inputSize;
    const camera = cameraOf(imageWidth, imageHeight);
    const image = await writeImage('7.png', camera, 4);
    const solver = await loadPnpSolver();
    const predictor = network.predictor({ precision: quantization, objects: [cube], solver, decoding });
    const [[expected]] = predictor.predict([image], [camera], [[detection]]);
    const information = informationOf(name, { ...network, camera });
    const files = {
      'a.onnx': exportOnnx(network, { information, imageWidth, imageHeight, quantization }),
      'a.safetensors': encodePacked({ information, ...exportContent(network, quantization) }),
    };
    for (const [file, bytes] of Object.entries(files)) {
      await writeFile(place(file), bytes);
      const sources = [await singleImage(place('7.png'), place('camera.json'))];
      const request = requestFor(place(file), { sources, detections: () => () => [detection] });
      const [{ predictions }] = await predictToFiles(request, silentReporter);
      expect(predictions[0].inliers).toBe(expected.inliers);
      const found = predictions[0].pose!;
      const difference = averageDistance(new ModelPoints(cube.points), found, expected.pose!);
      expect(difference / Math.hypot(...expected.pose!.translation)).toBeLessThan(2e-3);
    }
  });
});

describe('files of predictions', () => {
  it('are an overlay of any size, and results that are read again; none is overwritten unasked', async () => {
    const model = await exportedWdr();
    const images = await mkdtemp(join(folder, 'images-'));
    for (const [index, name] of ['3.png', '12.png'].entries())
      await writeFile(join(images, name), encodePng(noise(130, 90, index), 130, 90, 3));
    await writeFile(place('camera.json'), JSON.stringify({ cam_K: [150, 0, 65, 0, 150, 45, 0, 0, 1] }));
    const sources = await imagesOfFolder(images, place('camera.json'));
    const results = { method: 'mqat', dataset: 'cubes', split: 'test' };
    const request = requestFor(model, { sources, overlays: true, results, output: place('results') });
    const predicted = await predictToFiles(request, silentReporter);
    const files = ['000000-12.png', '000000-3.png', 'mqat_cubes-test.csv'];
    expect((await readdir(place('results'))).sort()).toEqual(files);
    const { estimates } = await readBopResults(place('results/mqat_cubes-test.csv'));
    expect(estimates.map(({ imageId }) => imageId)).toEqual([3, 12]);
    expect(estimates.map(({ pose }) => pose)).toEqual(predicted.map(({ predictions: [{ pose }] }) => pose));
    const before = await readFile(place('results/000000-3.png'));
    await expect(predictToFiles({ ...request, results: undefined }, silentReporter)).rejects.toThrow(
      /--force/,
    );
    await expect(predictToFiles({ ...request, overlays: false }, silentReporter)).rejects.toThrow(
      /csv.*--force/,
    );
    expect(await readFile(place('results/000000-3.png'))).toEqual(before);
    await predictToFiles({ ...request, overwrite: true }, silentReporter);
  });
});

describe('what cannot be used', () => {
  async function refusal(change: Partial<PredictionRequest>): Promise<InputError> {
    await writeImage('5.png', cameraOf(32, 32), 1);
    const sources = [await singleImage(place('5.png'), place('camera.json'))];
    const request = requestFor(place('wdr.onnx'), {
      sources,
      overlays: true,
      output: place('never'),
      ...change,
    });
    const error: unknown = await predictToFiles(request, silentReporter).catch((cause: unknown) => cause);
    await expect(readdir(place('never'))).rejects.toThrow();
    return error as InputError;
  }

  it('is a mesh in meters, of another object, or one too few', async () => {
    await exportedWdr();
    const meters = await refusal({ meshes: [place('meters.ply')] });
    expect(meters).toBeInstanceOf(DatasetError);
    expect(meters.message).toMatch(/meters\.ply: size: found 0\.1 x 0\.1 x 0\.1;.*--millimeters 1000/);
    expect((await refusal({ meshes: [place('cube.ply')], millimeters: 1.3 })).message).toMatch(
      /130 x 130.*trained on/,
    );
    expect((await refusal({ meshes: [] })).message).toMatch(/0 meshes.*cube/);
  });

  it('is a model that is missing, truncated, of another operator set, or with an operator unknown to the runtime', async () => {
    const file = await exportedWdr();
    const bytes = await readFile(file);
    const content = decodeOnnx(bytes, file);
    const graph = Buffer.from(
      Buffer.from(content.graph).toString('latin1').replaceAll('Conv', 'Cnvo'),
      'latin1',
    );
    const damaged = {
      'truncated.onnx': bytes.subarray(0, bytes.length - 100),
      'opset.onnx': encodeOnnx({ ...content, opset: 19 }),
      'operator.onnx': encodeOnnx({ ...content, graph }),
      'aimless.onnx': encodeOnnx({
        ...content,
        information: { ...content.information, prediction: undefined },
      }),
      'empty.onnx': new Uint8Array(),
    };
    for (const [name, other] of Object.entries(damaged)) {
      await writeFile(place(name), other);
      const error = await refusal({ model: place(name) });
      expect(error, name).toBeInstanceOf(ExportError);
      expect(error.message).toContain(name);
      if (name === 'opset.onnx') expect(error.message).toMatch(/operator set 19.*21, 25/);
      if (name === 'operator.onnx') expect(error.message).toMatch(/Cnvo/);
      if (name === 'aimless.onnx') expect(error.message).toMatch(/prediction: found nothing/);
    }
    expect((await refusal({ model: place('nowhere.onnx') })).message).toMatch(/nowhere\.onnx.*ENOENT/);
  });

  it.each([
    ['{"fx": 600', /valid JSON/],
    ['{"fx": 600, "fy": 600, "cx": 16}', /expected a camera/],
    ['{"cam_K": [600, 0, 16, 0, 600, 16, 0, 1, 1]}', /last row 0 0 1/],
    ['{"fx": 9, "fy": 9, "cx": 1, "cy": 1, "width": 640, "height": 480}', /640 x 480; expected 32 x 32/],
  ])('is a camera such as %s', async (text, message) => {
    await writeImage('5.png', cameraOf(32, 32), 1);
    await writeFile(place('broken.json'), text);
    const read = singleImage(place('5.png'), place('broken.json'));
    await expect(read).rejects.toThrow(DatasetError);
    await expect(read).rejects.toThrow(message);
  });

  it('is an image that is none', async () => {
    await writeFile(place('6.png'), 'no image');
    await expect(singleImage(place('6.png'), place('camera.json'))).rejects.toThrow(/6\.png.*damaged image/);
  });
});
