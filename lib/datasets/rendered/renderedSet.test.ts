import { mkdtemp, mkdir, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DatasetError } from '../../common/errors';
import { silentReporter } from '../../common/reporter';
import { DATASET_FILE } from '../bop/splitHash';
import { ensureRenderedSet, type RenderedSet } from './renderedSet';

let folder: string;
let target: string;
let renderings: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mqat-rendered-'));
  target = join(folder, 'set');
  renderings = 0;
});
afterEach(() => rm(folder, { recursive: true }));

const set = (configuration: object, afterwards = () => Promise.resolve()): RenderedSet => ({
  name: 'a set',
  renderingVersion: 1,
  configuration,
  generate: async (place) => {
    renderings++;
    await mkdir(place);
    await writeFile(join(place, DATASET_FILE), JSON.stringify({ renderingVersion: 1, configuration }));
    await afterwards();
  },
});

it('renders a set once, and again where a stale or damaged one is in its place, which it names', async () => {
  await Promise.all([
    ensureRenderedSet(target, set({ seed: 1 })),
    ensureRenderedSet(target, set({ seed: 1 })),
  ]);
  await ensureRenderedSet(target, set({ seed: 1 }));
  expect(renderings).toBe(1);
  expect(await readdir(folder)).toEqual(['set']);
  for (const damage of [{ renderingVersion: 0, configuration: { seed: 1 } }, { renderingVersion: 1 }]) {
    const text = JSON.stringify(damage);
    await writeFile(join(target, DATASET_FILE), text);
    const warnings: string[] = [];
    const warn = (message: string) => void warnings.push(message);
    await ensureRenderedSet(target, set({ seed: 1 }), { ...silentReporter, warn });
    expect(warnings).toEqual([expect.stringMatching(/dataset\.json.*rendered again/)]);
    expect(await readFile(join(`${target}.damaged`, DATASET_FILE), 'utf8')).toBe(text);
    expect(JSON.parse(await readFile(join(target, DATASET_FILE), 'utf8'))).toEqual({
      ...{ renderingVersion: 1, configuration: { seed: 1 } },
    });
  }
  expect(renderings).toBe(3);
  expect((await readdir(folder)).sort()).toEqual(['set', 'set.damaged']);
});

it('refuses a file or a link that leads nowhere in the place of a set before rendering it', async () => {
  await symlink(join(folder, 'gone'), target);
  await expect(ensureRenderedSet(target, set({}))).rejects.toThrow(DatasetError);
  await rm(target);
  await writeFile(target, 'text');
  await expect(ensureRenderedSet(target, set({}))).rejects.toThrow(`Remove ${target}`);
  expect(renderings).toBe(0);
});

it('takes the set of another process that was faster, and leaves nothing of its own', async () => {
  const faster = async () => {
    await mkdir(target);
    await writeFile(join(target, DATASET_FILE), '{"renderingVersion":1,"configuration":{},"faster":true}');
  };
  await ensureRenderedSet(target, set({}, faster));
  expect(await readFile(join(target, DATASET_FILE), 'utf8')).toMatch('faster');
  expect(await readdir(folder)).toEqual(['set']);
});

it('passes an error of the rendering on, and leaves nothing of it', async () => {
  const full = () => Promise.reject(new RangeError('no pose fits'));
  await expect(ensureRenderedSet(target, set({}, full))).rejects.toThrow('no pose fits');
  expect(await readdir(folder)).toEqual([]);
});
