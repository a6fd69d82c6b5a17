import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fixtureSequences, writeSwissCubeFixture } from '../../../test/support/swissCubeFixture';
import { DatasetError } from '../../common/errors';
import { projectPoint } from '../../geometry/projection';
import { boxCorners } from '../../geometry/boxCorners';
import { defaultSwissCubeMini } from '../swissCubeMini/configuration';
import { SwissCubeMiniRenderer } from '../swissCubeMini/imageRenderer';
import { readDatasetFolder } from '../datasetFolder';
import { readSwissCube } from './swissCube';

let root: string;
let folder: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'swisscube-'));
  await writeSwissCubeFixture(join(root, 'original'));
});
afterAll(() => rm(root, { recursive: true }));
beforeEach(async () => {
  folder = join(root, 'copy');
  await rm(folder, { recursive: true, force: true });
  await cp(join(root, 'original'), folder, { recursive: true });
});

const inSequence = (index: number, ...names: string[]) =>
  join(folder, fixtureSequences[index].folder, ...names);

async function edit(file: string, change: (text: string) => string): Promise<void> {
  await writeFile(file, change(await readFile(file, 'utf8')));
}

describe('SwissCube as published', () => {
  it('is read by its lists: poses, boxes, images of every kind, white where transparent', async () => {
    const dataset = await readDatasetFolder(folder, 'train');
    expect(dataset).toMatchObject({ name: 'copy', split: 'train', width: 64, height: 64 });
    expect(dataset.samples.map(({ sceneId, imageId }) => [sceneId, imageId]).join(' ')).toBe(
      '0,3 0,4 1,3 1,4 2,3 2,4 3,3 3,4',
    );
    const [object] = dataset.objects;
    expect(object).toMatchObject({ id: 1, name: 'obj_000001' });
    expect(object.diameter).toBeCloseTo(178.46, 2);
    const [first, last] = [object.corners[0], object.corners[7]];
    expect(object.corners).toEqual(boxCorners(first, last));
    const renderer = new SwissCubeMiniRenderer(defaultSwissCubeMini);
    for (const [index, { camera, instances, sceneId, imageId }] of dataset.samples.entries()) {
      const { image, instanceMap } = await dataset.pixels(index);
      const expected = renderer.render('train', 2 * sceneId + imageId);
      expect(instanceMap).toEqual(expected.instances[0].mask);
      const { stored } = fixtureSequences[sceneId];
      const tolerance = stored === 'rgb8.jpg' ? 12 : 0;
      image.forEach((value, place) => {
        const isWhite = stored === 'rgba16.png' && instanceMap[Math.floor(place / 3)] === 0;
        if (stored === 'gray8.png') expect(value).toBe(image[place - (place % 3)]);
        else if (Math.abs(value - (isWhite ? 255 : expected.image[place])) > tolerance)
          expect.fail(`${index}: ${place}`);
      });
      const [x, y] = projectPoint(camera, instances[0].pose.translation).map(Math.round);
      expect(instanceMap[64 * y + x]).toBe(1);
    }
  });

  it('hashes to the same wherever it lies, and to another when an image changes', async () => {
    const { hash } = await readSwissCube(folder, { split: 'test' });
    expect((await readSwissCube(join(root, 'original'), { split: 'test' })).hash).toBe(hash);
    await cp(inSequence(0, 'rgb', '000003.png'), inSequence(0, 'rgb', '000004.png'));
    expect((await readSwissCube(folder, { split: 'test' })).hash).not.toBe(hash);
  });

  it('measures boxes where there is no file of them', async () => {
    const before = await readSwissCube(folder, { split: 'train' });
    await rm(join(folder, 'swisscube_bbox.json'));
    const { objects } = await readSwissCube(folder, { split: 'train' });
    objects[0].corners.flat().forEach((value, index) => {
      expect(value).toBeCloseTo(before.objects[0].corners.flat()[index], 3);
    });
  });

  it.each([
    [
      'a path out of the set',
      () => edit(join(folder, 'training.txt'), (text) => text.replace('training', '../../x')),
      /line 1: found/,
    ],
    [
      'a path twice',
      () => edit(join(folder, 'training.txt'), (text) => text + text.split('\n')[0]),
      /line 9: .* again/,
    ],
    ['an empty list', () => edit(join(folder, 'training.txt'), () => '\n'), /no image/],
    ['a missing list', () => rm(join(folder, 'training.txt')), /training\.txt: found ENOENT/],
    [
      'an image that is not there',
      () => rm(inSequence(2, 'rgb', '000004.png')),
      /000004\.png: found no such file/,
    ],
    [
      'an image without annotation',
      () => edit(inSequence(0, 'scene_gt.json'), (text) => text.replace('"4"', '"7"')),
      /scene_camera\.json: 7/,
    ],
    [
      'an object without a model',
      () => edit(inSequence(1, 'scene_gt.json'), (text) => text.replace('"obj_id":1', '"obj_id":2')),
      /object 2, in image 3 of sequence 2/,
    ],
    [
      'boxes in meters',
      () =>
        edit(join(folder, 'swisscube_bbox.json'), (text) =>
          text.replace(/-?\d+(\.\d+)?/g, (number) => String(Number(number) / 1000)),
        ),
      /extent along x: .* as its bounding box/,
    ],
    [
      'a box of seven corners',
      () =>
        edit(join(folder, 'swisscube_bbox.json'), (text) => `[[${text.slice(text.indexOf(']') + 2, -1)}]`),
      /8 corners/,
    ],
    [
      'two boxes of one model',
      () =>
        edit(join(folder, 'swisscube_bbox.json'), (text) => `[${text.slice(1, -1)},${text.slice(1, -1)}]`),
      /2 boxes/,
    ],
    [
      'two files of boxes',
      () => cp(join(folder, 'swisscube_bbox.json'), join(folder, 'other_bbox.json')),
      /boxFile/,
    ],
    [
      'no model',
      () => rename(join(folder, 'models', 'obj_000001.ply'), join(folder, 'models', 'a.txt')),
      /no PLY file/,
    ],
  ])('refuses %s', async (_, change, message) => {
    await change();
    const reading = readSwissCube(folder, { split: 'train' });
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toThrow(DatasetError);
  });

  it('names a missing mask when its image is asked for', async () => {
    await rm(inSequence(3, 'mask_visib', '000003_000000.png'));
    const dataset = await readSwissCube(folder, { split: 'train' });
    await expect(dataset.pixels(6)).rejects.toThrow(/mask_visib.000003_000000\.png: found no such file/);
  });
});
