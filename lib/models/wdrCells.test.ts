import { describe, expect, it } from 'vitest';
import { Random } from '../common/random';
import { miniWdr, paperWdr, wdrLevels } from './wdr';
import { positiveCounts, wdrCells } from './wdrCells';

describe('cells', () => {
  it('stand row by row in the middle of their pixels, finest level first', () => {
    const cells = wdrCells(wdrLevels({ ...miniWdr, inputWidth: 64, inputHeight: 32 }));
    expect(cells.offsets).toEqual([0, 16 * 8, 16 * 8 + 8 * 4, 16 * 8 + 8 * 4 + 4 * 2]);
    expect(cells.count).toBe(168);
    const centerOf = (cell: number) => [...cells.centers.subarray(2 * cell, 2 * cell + 2)];
    expect(centerOf(0)).toEqual([1.5, 1.5]);
    expect(centerOf(17)).toEqual([5.5, 5.5]);
    expect(centerOf(167)).toEqual([55.5, 23.5]);
    expect([0, 127, 128, 167].map((cell) => cells.anchorSizes[cell])).toEqual([12, 12, 24, 48]);
  });

  it('that answer for an object: most on the level of its size, about ten in all, whatever the size', () => {
    const { anchorSizes } = paperWdr;
    const random = Random.derive(1, 'sizes');
    for (let trial = 0; trial < 200; trial++) {
      const size = 2 ** random.uniform(3, 10);
      const counts = positiveCounts(size, anchorSizes);
      const nearest = anchorSizes.reduce((best, anchor, level) => {
        const distance = (at: number) => Math.abs(Math.log2(size / at));
        return distance(anchor) < distance(anchorSizes[best]) ? level : best;
      }, 0);
      expect(Math.max(...counts)).toBe(counts[nearest]);
      const total = counts.reduce((sum, count) => sum + count, 0);
      expect(total).toBeGreaterThanOrEqual(8);
      expect(total).toBeLessThanOrEqual(12);
    }
  });

  it('spread evenly over levels without a preference for size', () => {
    expect(positiveCounts(100, [32, 64, 128, 256, 512], 10, 0)).toEqual([2, 2, 2, 2, 2]);
    expect(positiveCounts(64, [32, 64, 128], 10, 50)).toEqual([0, 10, 0]);
  });
});
