import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../common/errors';
import { Random } from '../../common/random';
import { projectPoint } from '../../geometry/projection';
import { readBopDataset, type BopDataset } from '../bop/bopDataset';
import {
  defaultLinemodMini,
  defaultOccludedLinemodMini,
  parseLinemodMini,
  parseOccludedLinemodMini,
} from './configuration';
import { overlap, type Footprint } from './footprint';
import { isRealLike } from './generation';
import { ensureLinemodMini, ensureOccludedLinemodMini } from './linemodMini';
import { Photographs } from './photographs';
import { TableRenderer } from './tableRenderer';

const small = { ...defaultLinemodMini, images: { train: 7, validation: 1, test: 1 } };
const smallOccluded = { ...defaultOccludedLinemodMini, images: 12 };
let root: string;
let folder: string;
let occludedFolder: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'linemod-mini-'));
  folder = await ensureLinemodMini(root, small);
  occludedFolder = await ensureOccludedLinemodMini(root, smallOccluded);
}, 60_000);
afterAll(() => rm(root, { recursive: true, force: true }));

/** SHA-256 over names and bytes of all files. */
async function folderHash(base: string): Promise<string> {
  const entries = await readdir(base, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(file.slice(base.length)).update(await readFile(file));
  return hash.digest('hex');
}

/** What must hold of every rendered image. */
async function checkImages(dataset: BopDataset): Promise<number[]> {
  const fractions: number[] = [];
  for (const [index, { instances }] of dataset.samples.entries()) {
    const { instanceMap } = await dataset.pixels(index);
    const depth = await dataset.depth(index);
    for (const [place, { visibleFraction }] of instances.entries()) {
      const info = dataset.info(index)![place];
      const mask = await dataset.mask(index, place);
      const visible = instanceMap.filter((value) => value === place + 1).length;
      expect(visible).toBe(info.px_count_visib);
      expect(mask.filter((value) => value > 0)).toHaveLength(info.px_count_valid!);
      expect(visibleFraction).toBeCloseTo(visible / info.px_count_all!, 12);
      expect(info.px_count_all).toBeGreaterThanOrEqual(info.px_count_valid!);
      // Where it would be seen but is not, something nearer is.
      const agrees = mask.every((value, pixel) =>
        value === 0 ? instanceMap[pixel] !== place + 1 : instanceMap[pixel] > 0,
      );
      expect(agrees).toBe(true);
      fractions.push(visibleFraction!);
    }
    expect(depth.every((value, pixel) => value > 0 === instanceMap[pixel] > 0)).toBe(true);
  }
  return fractions;
}

describe('LINEMOD-mini', () => {
  it('has a scene an object, of which three are symmetric', async () => {
    const dataset = await readBopDataset(folder, { split: 'test', targets: 'test_targets_bop19.json' });
    expect(dataset.objects.map(({ symmetries }) => symmetries.length)).toEqual([1, 1, 1, 1, 1, 2, 4, 315]);
    expect(dataset.samples.map(({ sceneId }) => sceneId)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    for (const { sceneId, instances, camera } of dataset.samples) {
      expect(instances.map(({ objectId }) => objectId)).toEqual([sceneId]);
      const [x, y] = projectPoint(camera, instances[0].pose.translation);
      expect(Math.max(Math.abs(x - 31.5), Math.abs(y - 31.5))).toBeLessThan(24);
    }
    expect(await checkImages(dataset)).toEqual(dataset.samples.map(() => 1));
  });

  it('trains by renders of several objects and by 15 % real-like images of one', async () => {
    const { images, realShare } = defaultLinemodMini;
    const real = Array.from({ length: images.train }, (_, index) => isRealLike(index, realShare));
    expect(real.filter(Boolean)).toHaveLength(75);
    const realTotal = 75 + images.validation + images.test;
    expect(75 / realTotal).toBeCloseTo(0.15, 12);
    const dataset = await readBopDataset(folder, { split: 'train' });
    expect(dataset.samples).toHaveLength(56);
    await checkImages(dataset);
    const counts = dataset.samples.map(
      ({ imageId, instances }) => [real[imageId], instances.length] as const,
    );
    expect(counts.filter(([isReal, count]) => isReal && count !== 1)).toEqual([]);
    expect(new Set(counts.map(([, count]) => count)).size).toBeGreaterThan(2);
  });

  it('gives the same bytes for a seed, and others for another', async () => {
    const again = await ensureLinemodMini(join(root, 'again'), small);
    expect(await folderHash(again)).toBe(await folderHash(folder));
    const other = await ensureLinemodMini(join(root, 'other'), { ...small, seed: 2 });
    const image = join('test', '000003', 'rgb', '000000.png');
    expect(await readFile(join(other, image))).not.toEqual(await readFile(join(folder, image)));
  });
});

describe('O-LINEMOD-mini', () => {
  it('is for testing only and shows things before others', async () => {
    expect((await readdir(occludedFolder)).sort()).toEqual(
      ['camera.json', 'dataset.json', 'models', 'models_eval', 'test', 'test_targets_bop19.json'].sort(),
    );
    const dataset = await readBopDataset(occludedFolder, { split: 'test' });
    const fractions = await checkImages(dataset);
    expect(dataset.samples.every(({ instances }) => instances.length > 3)).toBe(true);
    expect(fractions.filter((fraction) => fraction > 0.05 && fraction < 0.7).length).toBeGreaterThan(5);
    expect(fractions.filter((fraction) => fraction > 0.95).length).toBeGreaterThan(5);
    const listed = await readBopDataset(occludedFolder, {
      split: 'test',
      targets: 'test_targets_bop19.json',
    });
    expect(listed.targets).toHaveLength(fractions.filter((fraction) => fraction >= 0.1).length);
  });

  it('gives the same bytes for a seed', async () => {
    const again = await ensureOccludedLinemodMini(join(root, 'again'), smallOccluded);
    expect(await folderHash(again)).toBe(await folderHash(occludedFolder));
  });
});

describe('the pictures', () => {
  /** If this fails because pictures changed on purpose, raise RENDERING_VERSION and put the new hash here. */
  it('still show what RENDERING_VERSION stands for', async () => {
    const renderer = new TableRenderer(defaultLinemodMini, await Photographs.load());
    const hash = createHash('sha256');
    for (let index = 0; index < 16; index++) {
      const view = { objectIds: [1 + (index % 8), 1 + ((index + 3) % 8)], isReal: index % 2 === 0 };
      const { image, instances } = renderer.render(Random.derive(1, index), { ...view, lookAt: 'first' });
      hash.update(image);
      for (const { mask, visibleMask } of instances) hash.update(mask).update(visibleMask);
    }
    expect(hash.digest('hex').slice(0, 16)).toBe('5d70eb292294866a');
  });

  it('come from configurations that can be rendered', () => {
    expect(() => parseLinemodMini({ ...small, realShare: 1.5 })).toThrow(ConfigurationError);
    const reversed = { ...smallOccluded, objects: { minimum: 6, maximum: 3 } };
    expect(() => parseOccludedLinemodMini(reversed)).toThrow(
      /objects: .* expected a minimum up to the maximum/,
    );
    expect(() => parseOccludedLinemodMini({ ...smallOccluded, objects: { minimum: 6, maximum: 9 } })).toThrow(
      /at most 8/,
    );
  });
});

describe('footprints', () => {
  const square = (x: number, y: number, turn: number): Footprint => ({
    x,
    y,
    turn,
    low: [-1, -1],
    high: [1, 1],
  });

  it('overlap where they share ground, however they are turned', () => {
    expect(overlap(square(0, 0, 0), square(1.9, 0, 0))).toBe(true);
    expect(overlap(square(0, 0, 0), square(2.1, 0, 0))).toBe(false);
    expect(overlap(square(0, 0, 0), square(2.1, 0, Math.PI / 4))).toBe(true);
    // Their boxes overlap at a corner, they do not.
    expect(overlap(square(0, 0, 0), square(1.9, 1.9, Math.PI / 4))).toBe(false);
  });
});
