import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigurationError, DatasetError } from '../../common/errors';
import { silentReporter } from '../../common/reporter';
import { projectPoint } from '../../geometry/projection';
import { readBopDataset } from '../bop/bopDataset';
import { readTexturedParts } from '../bop/meshFile';
import { buildCubesat } from '../../meshes/cubesat/cubesatMesh';
import { inMemory } from '../inMemory';
import type { Split } from '../poseDataset';
import { defaultSwissCubeMini, parseSwissCubeMini, type SwissCubeMiniConfiguration } from './configuration';
import { SwissCubeMiniRenderer } from './imageRenderer';
import { imageRandom } from './imageSeed';
import { ensureSwissCubeMini } from './swissCubeMini';

const small: SwissCubeMiniConfiguration = {
  ...defaultSwissCubeMini,
  images: { train: 6, validation: 2, test: 3 },
};
const splits: readonly Split[] = ['train', 'validation', 'test'];
let root: string;
let folder: string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'swisscube-mini-'));
  folder = await ensureSwissCubeMini(root, small);
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** SHA-256 of every file, by its path in the folder. */
async function fileHashes(base: string): Promise<Record<string, string>> {
  const entries = await readdir(base, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hashes: Record<string, string> = {};
  for (const file of files.sort()) {
    hashes[file.slice(base.length + 1)] = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  }
  return hashes;
}

describe('rendering', () => {
  it('gives the same bytes for a seed, and others for another', async () => {
    const elsewhere = await ensureSwissCubeMini(join(root, 'again'), small);
    const hashes = await fileHashes(folder);
    expect(await fileHashes(elsewhere)).toEqual(hashes);
    expect(Object.keys(hashes)).toHaveLength(4 * 11 + 3 * 3 + 5 + 3);
    const other = await ensureSwissCubeMini(join(root, 'other'), { ...small, seed: 2 });
    const image = join('test', '000000', 'rgb', '000000.png');
    expect((await fileHashes(other))[image]).not.toBe(hashes[image]);
  });

  it('begins a larger set with the smaller one', async () => {
    const larger = await ensureSwissCubeMini(root, {
      ...small,
      images: { train: 9, validation: 2, test: 3 },
    });
    const hashes = await fileHashes(folder);
    const largerHashes = await fileHashes(larger);
    const pictures = Object.keys(hashes).filter((file) => file.endsWith('.png'));
    expect(pictures.filter((file) => largerHashes[file] !== hashes[file])).toEqual([]);
  });

  it('gives each image of the default splits its own random numbers', () => {
    const first = new Set<number>();
    for (const split of splits) {
      for (let index = 0; index < 10_000; index++) first.add(imageRandom(1, split, index).bits());
    }
    expect(first.size).toBe(30_000);
  });

  /** If this fails because pictures changed on purpose, raise RENDERING_VERSION and put the new hash here. */
  it('still shows what RENDERING_VERSION stands for', () => {
    const renderer = new SwissCubeMiniRenderer(defaultSwissCubeMini);
    const hash = createHash('sha256');
    for (let index = 0; index < 20; index++) {
      const { image, depth, instances } = renderer.render('train', index);
      hash
        .update(image)
        .update(Uint16Array.from(depth, (z) => Math.round(10 * z)))
        .update(instances[0].mask);
    }
    expect(hash.digest('hex').slice(0, 16)).toBe('316f5768a4fe5db1');
  });

  it('keeps poses in the range of the configuration, and masks where the object projects', async () => {
    const { distance, centerMargin, width } = small;
    for (const split of splits) {
      const dataset = await readBopDataset(folder, { split });
      for (const [index, { camera, instances }] of dataset.samples.entries()) {
        const { pose, visibleFraction } = instances[0];
        const z = pose.translation[2];
        expect(z).toBeGreaterThanOrEqual(100 * distance.minimum);
        expect(z).toBeLessThanOrEqual(100 * distance.maximum);
        const [x, y] = projectPoint(camera, pose.translation);
        for (const share of [(x + 0.5) / width, (y + 0.5) / width]) {
          expect(Math.abs(share - 0.5)).toBeLessThanOrEqual(0.5 - centerMargin + 1e-9);
        }
        const { instanceMap } = await dataset.pixels(index);
        const depth = await dataset.depth(index);
        const center = Math.round(y) * width + Math.round(x);
        expect(instanceMap[center]).toBe(1);
        expect(depth[center]).toBeLessThan(z);
        expect(depth[center]).toBeGreaterThan(z - dataset.objects[0].diameter / 2);
        expect(depth.every((value, pixel) => value > 0 === instanceMap[pixel] > 0)).toBe(true);
        expect(visibleFraction).toBeGreaterThan(0.3);
      }
    }
  });

  it('refuses a configuration that cannot be rendered', () => {
    const reversed = { ...small, distance: { minimum: 5, maximum: 2 } };
    expect(() => parseSwissCubeMini(reversed)).toThrow(ConfigurationError);
    expect(() => parseSwissCubeMini(reversed)).toThrow(/distance: .* expected a minimum up to the maximum/);
    expect(() => parseSwissCubeMini({ ...small, sead: 1 })).toThrow(ConfigurationError);
  });
});

describe('the set on disk', () => {
  it('is rendered once, and what a killed rendering left is removed', async () => {
    const before = await fileHashes(folder);
    expect(await ensureSwissCubeMini(root, small)).toBe(folder);
    expect(await fileHashes(folder)).toEqual(before);
    const fresh = { ...small, seed: 3 };
    const name = (await ensureSwissCubeMini(join(root, 'names'), fresh)).split('/').at(-1)!;
    // No process has a number this high.
    await mkdir(join(root, 'killed', `${name}.partial-${hostname()}-99999999`, 'train'), { recursive: true });
    await Promise.all([1, 2].map(() => ensureSwissCubeMini(join(root, 'killed'), fresh)));
    expect(await readdir(join(root, 'killed'))).toEqual([name]);
  });

  it('is refused without its description, and when a file was changed', async () => {
    const place = join(root, 'changed');
    const set = await ensureSwissCubeMini(place, small);
    const mask = join(set, 'val', '000000', 'mask_visib', '000000_000000.png');
    await writeFile(mask, await readFile(join(set, 'val', '000000', 'mask_visib', '000001_000000.png')));
    await expect(readBopDataset(set, { split: 'validation' })).rejects.toThrow(
      /hashes\.val: found .* expected/,
    );
    await expect(readBopDataset(set, { split: 'train' })).resolves.toBeDefined();
    const info = join(set, 'models_eval', 'models_info.json');
    await writeFile(info, (await readFile(info, 'utf8')).replace(/"diameter": \d/, '"diameter": 9'));
    await expect(readBopDataset(set, { split: 'train' })).rejects.toThrow(/hashes\.models_eval: found/);
    await rm(join(set, 'dataset.json'));
    await expect(ensureSwissCubeMini(place, small)).rejects.toThrow(DatasetError);
  });

  it('holds the very mesh that was rendered', async () => {
    const [{ texture, ...geometry }] = await readTexturedParts(join(folder, 'models', 'obj_000001.ply'));
    const { texture: painted, ...built } = buildCubesat();
    expect(geometry).toEqual(built);
    expect(Buffer.compare(texture!.pixels, painted!.pixels)).toBe(0);
  });

  it('reads the same from memory', async () => {
    const dataset = await readBopDataset(folder, { split: 'train' });
    const loaded = await inMemory(dataset, silentReporter);
    expect(loaded.hash).toBe(dataset.hash);
    for (let index = 0; index < dataset.samples.length; index++) {
      expect(await loaded.pixels(index)).toEqual(await dataset.pixels(index));
    }
  });
});
