import { composeAffine, invertAffine } from '../geometry/affine';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { squareDataset } from '../../test/support/syntheticTask';
import { DatasetError } from '../common/errors';
import { groundTruthDetections, readDetections } from './detections';
import { cropAffine } from './imageBox';

const dataset = squareDataset(3, 64, 1);
let file: string;
beforeAll(async () => {
  file = join(await mkdtemp(join(tmpdir(), 'detections-')), 'detections.json');
});
afterAll(() => rm(join(file, '..'), { recursive: true }));

describe('detections', () => {
  it('are read from BOP files, the surest first', async () => {
    const entry = { scene_id: 0, image_id: 0, category_id: 1, bbox: [1, 2, 30, 40], score: 0.5, time: -1 };
    await writeFile(file, JSON.stringify([entry, { ...entry, score: 0.8 }, { ...entry, image_id: 7 }]));
    const detections = await readDetections(file, dataset);
    const box = { left: 1, top: 2, width: 30, height: 40 };
    expect(detections(0)).toEqual([0.8, 0.5].map((score) => ({ objectId: 1, box, score })));
    await writeFile(file, JSON.stringify([{ ...entry, bbox: [1, 2, 0, 4] }]));
    await expect(readDetections(file, dataset)).rejects.toThrow(/\[0\]\.bbox\[2\]/);
    await writeFile(file, JSON.stringify([{ ...entry, scene_id: 9 }]));
    await expect(readDetections(file, dataset)).rejects.toThrow(/9, 0, and no entry for an image/);
    await writeFile(file, JSON.stringify([{ ...entry, category_id: 3 }]));
    await expect(readDetections(file, dataset)).rejects.toThrow(/category_id: found 3, and no entry.*set: 1/);
    await writeFile(file, JSON.stringify([{ ...entry, score: undefined }]));
    await expect(readDetections(file, dataset)).rejects.toThrow(/\[0\]\.score: found nothing/);
    await writeFile(file, '[]');
    expect((await readDetections(file, dataset))(0)).toEqual([]);
    await writeFile(file, '{}');
    await expect(readDetections(file, dataset)).rejects.toThrow(DatasetError);
  });

  it('are taken from the truth: the visible pixels lie in the box, which is disturbed as asked, always alike', async () => {
    const exact = groundTruthDetections(dataset, { shift: 0, scale: 0 }, 1);
    const disturbed = groundTruthDetections(dataset, { shift: 0.2, scale: 0.2 }, 1);
    for (const index of dataset.samples.keys()) {
      const [{ box }] = exact(index);
      const { instanceMap } = await dataset.pixels(index);
      const columns = Array.from(instanceMap.keys())
        .filter((pixel) => instanceMap[pixel] === 1)
        .map((pixel) => pixel % 64);
      expect(Math.min(...columns)).toBeGreaterThan(box.left - 1);
      expect(Math.max(...columns)).toBeLessThan(box.left + box.width + 1);
      const [{ box: other }] = disturbed(index);
      expect(Math.abs(other.width / box.width - 1)).toBeLessThan(0.2);
      expect(disturbed(index)).toEqual([{ objectId: 1, box: other, score: 1 }]);
    }
  });

  it('become square crops, whose map can be inverted', () => {
    const affine = cropAffine({ left: 10, top: 20, width: 30, height: 40 }, 1.5, 64);
    expect(affine[0] * 25 + affine[2]).toBeCloseTo(31.5, 9);
    expect(affine[0]).toBeCloseTo(64 / 60, 9);
    const identity = composeAffine(invertAffine(affine), affine);
    expect(identity).toEqual([1, 0, 0, 0, 1, 0].map((value) => expect.closeTo(value, 9)));
  });
});
