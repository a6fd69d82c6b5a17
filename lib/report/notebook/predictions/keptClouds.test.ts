import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ResultsError } from '../../../common/errors';
import { exampleRun } from '../exampleRun';
import { listClouds, readClouds, writeClouds } from './cloudRecord';
import { keptClouds } from './keptClouds';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clouds-'));
});
afterAll(() => rm(folder, { recursive: true }));
const stored = exampleRun([0.05]);
const cloud = { spread: 0.0123456789, error: 0.2 };
const identity = { run: stored.id, dataHash: 'data' };

describe('clouds of votes that are kept', () => {
  it('are read back to five digits, and chosen by image', async () => {
    await writeClouds(folder, 'mini', identity, [0, 4, 8], [cloud, undefined, cloud]);
    expect(await readClouds(folder, 'mini', stored.id)).toMatchObject({
      clouds: [[0.012346, 0.2], null, [0.012346, 0.2]],
    });
    expect([...(await listClouds(folder, 'mini')).keys()]).toEqual([stored.id]);
    const nothing = { profile: 'mini' as const, load: () => Promise.reject(new Error('loaded')) };
    const run = { runs: [], key: 'a', stored };
    const dataset = {} as Parameters<typeof keptClouds>[2];
    expect(await keptClouds(nothing, run, dataset, [4, 8], folder)).toEqual([
      undefined,
      { spread: 0.012346, error: 0.2 },
    ]);
    await expect(keptClouds(nothing, run, dataset, [4, 5], folder)).rejects.toThrow('loaded');
  });

  it('are named where they are damaged', async () => {
    const file = join(folder, 'votes', 'mini', `${stored.id}.json`);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('[0,4,8]', '[0,4]'));
    await expect(readClouds(folder, 'mini', stored.id)).rejects.toThrow(ResultsError);
    await expect(listClouds(folder, 'mini')).rejects.toThrow(/clouds.*one entry an image/);
  });
});
