import { describe, expect, it } from 'vitest';
import { squareDataset } from '../../test/support/syntheticTask';
import { projectPoint } from '../geometry/projection';
import { seenThrough } from './internalCamera';

describe('seenThrough', () => {
  it('puts an object where the new camera projects it, at the new size', async () => {
    const dataset = squareDataset(5, 64, 4);
    const camera = { matrix: [30, 0, 13, 0, 30, 17, 0, 0, 1], width: 32, height: 40 };
    const seen = seenThrough(dataset, camera);
    for (const [index, { instances }] of seen.samples.entries()) {
      const { instanceMap, image } = await seen.pixels(index);
      expect(image).toHaveLength(3 * 32 * 40);
      const inside = [...instanceMap.keys()].filter((pixel) => instanceMap[pixel] === 1);
      const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
      const [x, y] = projectPoint(camera, instances[0].pose.translation);
      expect(mean(inside.map((pixel) => pixel % 32))).toBeCloseTo(x, 0);
      expect(mean(inside.map((pixel) => Math.floor(pixel / 32)))).toBeCloseTo(y, 0);
    }
    expect(seen.hash).not.toBe(dataset.hash);
  });
});
