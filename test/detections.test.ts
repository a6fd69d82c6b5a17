import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DatasetError } from '../lib/common/errors';
import { defaultSwissCubeMini } from '../lib/datasets/swissCubeMini/configuration';
import { ensureSwissCubeMini } from '../lib/datasets/swissCubeMini/swissCubeMini';
import { saveWeights } from '../lib/models/weights/weightFile';
import { createZebraPose, tinyZebraPose, type ZebraPoseConfiguration } from '../lib/models/zebraPose';
import { tf } from '../lib/tensor/engine';
import { runMarkdownExample, type MarkdownExample } from './support/markdownExample';

interface Exported {
  posesFromDetections(options: object, configuration?: ZebraPoseConfiguration): Promise<string>;
}

let example: MarkdownExample<Exported>;
let folder: string;
beforeAll(async () => {
  example = await runMarkdownExample<Exported>('docs/detections.md', 'posesFromDetections');
  folder = await mkdtemp(join(tmpdir(), 'detections-'));
});
afterAll(() => Promise.all([example.remove(), rm(folder, { recursive: true })]));

/** Weights with which every pixel of a crop belongs to the object. */
async function saveWholeMask(file: string): Promise<void> {
  const network = createZebraPose(tinyZebraPose, 1);
  const bias = network.parameters.find(({ name }) => name === 'aspp.conv_1x1_4.bias')!.variable;
  tf.tidy(() => {
    bias.assign(tf.tensor1d([50, ...new Array<number>(tinyZebraPose.codeBits).fill(0)]));
  });
  await saveWeights(network, file, 'zebraPose');
  network.dispose();
}

it('the example of docs/detections.md writes poses of what a detector saw, and only of that', async () => {
  const images = { train: 1, validation: 1, test: 3 };
  const set = await ensureSwissCubeMini(folder, { ...defaultSwissCubeMini, images });
  const [boxes, weights] = [join(folder, 'boxes.json'), join(folder, 'zebra.pth')];
  const box = { scene_id: 0, category_id: 1, bbox: [16, 16, 32, 32], score: 0.75 };
  await writeFile(boxes, JSON.stringify([0, 2].map((image_id) => ({ ...box, image_id }))));
  await saveWholeMask(weights);
  const options = { set, objectId: 1, boxes, weights, results: join(folder, 'results') };
  const before = tf.memory().numTensors;
  const file = await example.module.posesFromDetections(options, tinyZebraPose);
  expect(tf.memory().numTensors).toBe(before);
  const [header, ...lines] = (await readFile(file, 'utf8')).trim().split('\n');
  expect(header).toBe('scene_id,im_id,obj_id,score,R,t,time');
  expect(lines.map((line) => line.split(',').slice(0, 4).join())).toEqual(['0,0,1,0.75', '0,2,1,0.75']);

  await writeFile(boxes, JSON.stringify([{ ...box, image_id: 0, bbox: [16, 16, 32] }]));
  const refused = example.module.posesFromDetections(options, tinyZebraPose);
  await expect(refused).rejects.toThrow(DatasetError);
  await expect(refused).rejects.toThrow(/boxes\.json: \[0\]\.bbox: .*expected left, top, width, height, px/);
});
