import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ConfigurationError, DatasetError, NumericalError } from '../../../common/errors';
import { Random } from '../../../common/random';
import { uniformRotation } from '../../../geometry/randomRotations';
import { resultsHeader, type BopEstimate } from './estimate';
import { readBopResults } from './resultsReader';
import { resultsFileName, writeBopResults } from './resultsWriter';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'results-'));
});
afterAll(() => rm(folder, { recursive: true }));

const name = { method: 'mqat-wdr', dataset: 'lmo', split: 'test' };
const random = new Random(1);
const estimates = Array.from({ length: 30 }, (_, index): BopEstimate => ({
  sceneId: 2,
  imageId: Math.floor(index / 4),
  objectId: 1 + (index % 3),
  score: random.uniform(),
  pose: {
    rotation: uniformRotation(random),
    translation: [random.normal(0, 1e-7), random.normal(0, 100), random.uniform(300, 900)],
  },
  seconds: Math.floor(index / 4) / 3,
}));

const good = '2,3,1,0.9,1 0 0 0 1 0 0 0 1,10 -2e1 700,0.5';
async function fileOf(lines: readonly string[], header = resultsHeader): Promise<string> {
  const file = join(folder, 'lines.csv');
  await writeFile(file, [header, ...lines].join('\n'));
  return file;
}

describe('BOP results', () => {
  it('come back as they were written, to the last bit', async () => {
    const file = await writeBopResults(folder, name, estimates);
    expect(file).toBe(join(folder, 'mqat-wdr_lmo-test.csv'));
    expect(await readBopResults(file)).toEqual({ estimates, rejected: [] });
    const lines = (await readFile(file, 'utf8')).split('\n');
    expect(lines[0]).toBe(resultsHeader);
    for (const line of lines.slice(1, -1)) expect(line.split(',')).toHaveLength(7);
  });

  it('may end in blank lines, in CR LF, and lack the header', async () => {
    expect((await readBopResults(await fileOf([good, '', '']))).estimates).toHaveLength(1);
    expect((await readBopResults(await fileOf([`${good}\r`]))).estimates).toHaveLength(1);
    expect((await readBopResults(await fileOf([], good))).estimates).toHaveLength(1);
  });

  it.each([
    ['a number that is none', good.replace('700', 'nan'), /line 3, t: found "nan"; expected a finite number/],
    ['infinity', good.replace('0.9', 'inf'), /line 3, score: found "inf"/],
    ['a number too large', good.replace('700', '1e999'), /line 3, t: found "1e999"/],
    ['a hexadecimal number', good.replace('700', '0x2bc'), /line 3, t: found "0x2bc"/],
    ['a scaled matrix', good.replace('1 0 0 0 1', '1.1 0 0 0 1'), /line 3, R: found rows that are off .* 0\.210/],
    ['a reflection', good.replace('0 0 1,', '0 0 -1,'), /line 3, R: found a reflection/],
    ['a pose that stands there twice', '2,3,2,0.7,1 0 0 0 1 0 0 0 1,10 -20 700,0.5', /line 3, R, t: found the same/],
    ['another time for the image', good.replace('700,0.5', '800,0.6'), /line 3, time: found 0\.6 s; expected 0\.5/],
    ['a negative time', good.replace('700,0.5', '800,-2'), /line 3, time: found -2/],
    ['a fraction as an id', good.replace('2,3,1', '2,3.0,1'), /line 3, im_id: found "3\.0"/],
    ['object 0', good.replace('2,3,1', '2,3,0'), /line 3, obj_id: found "0"/],
    ['a missing column', good.replace(',0.5', ''), /line 3, columns: found 6/],
    ['ten numbers of a matrix', good.replace('1 0 0', '1 1 0 0'), /line 3, R: found 10 numbers/],
    ['a blank line between', `\n${good.replace('3,1', '4,1')}`, /line 3, line: found a blank line/],
  ])('refuse %s, naming the line and the reason; leniently, leave it out', async (_, bad, message) => {
    const first = '2,3,2,0.8,1 0 0 0 1 0 0 0 1,10 -20 700,0.5';
    const file = await fileOf([first, bad]);
    await expect(readBopResults(file)).rejects.toThrow(message);
    await expect(readBopResults(file)).rejects.toThrow(DatasetError);
    const { estimates: left, rejected } = await readBopResults(file, { lenient: true });
    expect(left[0].objectId).toBe(2);
    expect(rejected.map(({ line }) => line)).toEqual([3]);
  });

  it('refuse ids that the data set has not', async () => {
    const options = { dataset: { samples: [{ sceneId: 2, imageId: 3 }], objects: [{ id: 1 }] } };
    expect((await readBopResults(await fileOf([good]), options)).estimates).toHaveLength(1);
    await expect(readBopResults(await fileOf([good.replace('3,1', '4,1')]), options)).rejects.toThrow(
      /line 2, scene_id, im_id: found image 4 of scene 2/,
    );
    await expect(readBopResults(await fileOf([good.replace('3,1', '3,7')]), options)).rejects.toThrow(
      /line 2, obj_id: found 7; expected one of the data set's objects 1/,
    );
  });

  it('refuse a file without estimates, and none at all', async () => {
    await expect(readBopResults(await fileOf([]))).rejects.toThrow(/no estimate/);
    await expect(readBopResults(await fileOf(['a,b']), { lenient: true })).rejects.toThrow(/among 1 lines/);
    await expect(readBopResults(join(folder, 'missing.csv'))).rejects.toThrow(/ENOENT/);
  });

  it('are not written where they could not be read', async () => {
    const [first] = estimates;
    const flat = { ...first, pose: { ...first.pose, rotation: [1, 0, 0, 0, 1, 0, 0, 0, 0] } };
    await expect(writeBopResults(folder, name, [flat])).rejects.toThrow(/estimates\[0\], R/);
    await expect(writeBopResults(folder, name, [first, first])).rejects.toThrow(NumericalError);
    expect(() => resultsFileName({ ...name, method: 'my_method' })).toThrow(ConfigurationError);
    expect(resultsFileName({ ...name, splitType: 'primesense' })).toBe('mqat-wdr_lmo-test-primesense.csv');
  });
});
