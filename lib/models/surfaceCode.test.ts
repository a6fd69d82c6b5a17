import { describe, expect, it } from 'vitest';
import { cube } from '../../test/support/syntheticTask';
import { DatasetError } from '../common/errors';
import { Random } from '../common/random';
import { surfaceCode } from './surfaceCode';

/** A point on the cube's surface. */
function surfacePoint(random: Random): [number, number, number] {
  const point = [0, 1, 2].map(() => random.uniform(-50, 50));
  point[random.integer(3)] = random.integer(2) === 0 ? -50 : 50;
  return point as [number, number, number];
}

describe('the surface code', () => {
  const bits = 6;
  const { centers, patchAt } = surfaceCode(cube, bits);

  it('cuts the surface into patches of nearly equal area', () => {
    const random = Random.derive(1, 'surface');
    const counts = new Array<number>(2 ** bits).fill(0);
    for (let draw = 0; draw < 6400; draw++) counts[patchAt(...surfacePoint(random))]++;
    expect(Math.min(...counts)).toBeGreaterThan(30);
    expect(Math.max(...counts)).toBeLessThan(250);
  });

  it('is coarse to fine: points that share more digits are nearer to each other', () => {
    const random = Random.derive(2, 'surface');
    const sums = Array.from({ length: bits + 1 }, () => ({ distance: 0, count: 0 }));
    for (let draw = 0; draw < 20000; draw++) {
      const [a, b] = [surfacePoint(random), surfacePoint(random)];
      const differing = patchAt(...a) ^ patchAt(...b);
      const shared = differing === 0 ? bits : Math.clz32(differing) - (32 - bits);
      sums[shared].distance += Math.hypot(...a.map((value, axis) => value - b[axis]));
      sums[shared].count++;
    }
    const means = sums.map(({ distance, count }) => distance / count);
    for (let level = 1; level <= bits; level++) expect(means[level]).toBeLessThan(means[level - 1]);
    expect(means[bits]).toBeLessThan(30);
  });

  it('gives every patch a center that lies in it, and the same code each time', () => {
    for (let patch = 0; patch < 2 ** bits; patch++) {
      const [x, y, z] = centers.subarray(3 * patch, 3 * patch + 3);
      expect(Math.hypot(x, y, z)).toBeGreaterThan(35);
    }
    expect(surfaceCode(cube, bits).centers).toEqual(centers);
  });

  it('reaches 2^16 patches, and needs a surface', () => {
    expect(surfaceCode(cube, 16).centers).toHaveLength(3 * 65536);
    expect(() => surfaceCode({ ...cube, triangles: new Uint32Array() }, 4)).toThrow(DatasetError);
  });
});
