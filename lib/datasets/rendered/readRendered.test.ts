import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DatasetError } from '../../common/errors';
import { silentReporter } from '../../common/reporter';
import { readBopDataset } from '../bop/bopDataset';
import { defaultSwissCubeMini } from '../swissCubeMini/configuration';
import { ensureSwissCubeMini } from '../swissCubeMini/swissCubeMini';
import { readRendered } from './readRendered';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-rendered-'));
});
afterAll(() => rm(folder, { recursive: true }));

const configuration = {
  ...{ ...defaultSwissCubeMini, width: 16, height: 16, focalLength: 19 },
  images: { train: 1, validation: 1, test: 2 },
};
const warnings: string[] = [];
const reporter = { ...silentReporter, warn: (message: string) => void warnings.push(message) };
const read = (objectIds?: number[]) =>
  readRendered(
    async () => [await ensureSwissCubeMini(folder, configuration)] as const,
    ([root]) => readBopDataset(root, { split: 'test', ...(objectIds && { objectIds }) }),
    reporter,
  );

it('renders a set again of which a file was changed or lost, and names the file', async () => {
  const { hash, name } = await read();
  const root = join(folder, name);
  const image = join(root, 'test', '000000', 'rgb', '000000.png');
  const bytes = await readFile(image);
  const changed = Buffer.from(bytes);
  changed[changed.length - 20] ^= 1;
  const annotations = join(root, 'test', '000000', 'scene_gt.json');
  for (const [damage, fault] of [
    [() => writeFile(image, changed), /dataset\.json: hashes\.test/],
    [() => rm(image), /000000\.png|hashes\.test/],
    [() => writeFile(annotations, '{'), /scene_gt\.json/],
    [() => writeFile(join(root, 'models_eval', 'obj_000001.ply'), 'ply\n'), /obj_000001\.ply/],
  ] as const) {
    warnings.length = 0;
    await damage();
    expect((await read()).hash).toBe(hash);
    expect(warnings).toEqual([expect.stringMatching(fault)]);
    expect(await readFile(image)).toEqual(bytes);
    expect((await readdir(folder)).sort()).toEqual([basename(root), `${basename(root)}.damaged`]);
  }
});

it('leaves a whole set alone when it lacks what was asked for', async () => {
  warnings.length = 0;
  await expect(read([9])).rejects.toThrow(DatasetError);
  expect(warnings).toEqual([]);
});
