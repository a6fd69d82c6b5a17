import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Reporter } from '../common/reporter';
import { silentReporter } from '../common/reporter';
import { openModelShelf, readObjectModel } from '../datasets/bop/objectModels';
import { readBopResults } from '../datasets/bop/results/resultsReader';
import { buildNetwork, networkConfiguration } from '../experiments/networks/networks';
import { exportOnnx } from '../export/onnx/onnxExport';
import { colorNormalization } from '../models/imageNormalization';
import { imagesOfBopSet } from './imageSources';
import { objectInformation } from './modelObjects';
import { predictToFiles } from './predictionFiles';

const real = resolve(__dirname, '../../../shared/real/lmo');
const isThere = existsSync(real);
const model = { network: 'wdr', scale: 'tiny' } as const;

describe.skipIf(!isThere)(`real frames (skipped where ${real} is absent)`, () => {
  it('of LM-O go through an exported network: what is not there is told, results and overlay are written', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'frames-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const object = await readObjectModel(await openModelShelf(real), 5);
    const network = buildNetwork(model, 1);
    const [imageWidth, imageHeight] = network.inputSize;
    const ransac = { iterations: 50, inlierThreshold: 1e4, confidence: 0.99 };
    const information = {
      ...{ architecture: 'wdr', configuration: { ...networkConfiguration(model) }, moduleBits: {} },
      ...{ order: [], data: 'none', metrics: {}, codeVersion: '0' },
      prediction: {
        input: { width: imageWidth, height: imageHeight, ...colorNormalization },
        needsDetections: false,
        objects: [objectInformation(object)],
        decoding: { confidenceThreshold: 0, ransac },
      },
    };
    await writeFile(join(folder, 'a.onnx'), exportOnnx(network, { information, imageWidth, imageHeight }));
    network.dispose();
    const warnings: string[] = [];
    const reporter: Reporter = { ...silentReporter, warn: (text) => void warnings.push(text) };
    const sources = await imagesOfBopSet(real, 'test', 'test_targets_bop19.json', reporter);
    expect(warnings).toEqual(['199 images that the set lists are not there and are left out']);
    const [{ predictions }] = await predictToFiles(
      {
        ...{ model: join(folder, 'a.onnx'), sources, output: join(folder, 'out'), overlays: true },
        meshes: [join(real, 'models', 'obj_000005.ply')],
        results: { method: 'mqat', dataset: 'lmo', split: 'test' },
      },
      silentReporter,
    );
    expect((await readdir(join(folder, 'out'))).sort()).toEqual(['000002-000003.png', 'mqat_lmo-test.csv']);
    const { estimates } = await readBopResults(join(folder, 'out', 'mqat_lmo-test.csv'));
    expect(estimates).toMatchObject([{ sceneId: 2, imageId: 3, objectId: 5, pose: predictions[0].pose }]);
  });
});
