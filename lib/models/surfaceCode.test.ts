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

  it('gives every patch the mean of its surface, and the same code each time', () => {
    const random = Random.derive(3, 'surface');
    const sums = Array.from({ length: 2 ** bits }, () => [0, 0, 0, 0]);
    for (let draw = 0; draw < 40000; draw++) {
      const point = surfacePoint(random);
      const sum = sums[patchAt(...point)];
      point.forEach((value, axis) => (sum[axis] += value));
      sum[3]++;
    }
    for (const [patch, [x, y, z, count]] of sums.entries()) {
      const center = centers.subarray(3 * patch, 3 * patch + 3);
      const [dx, dy, dz] = [x, y, z].map((value, axis) => value / count - center[axis]);
      expect(Math.hypot(dx, dy, dz), `patch ${patch}`).toBeLessThan(4);
    }
    expect(surfaceCode(cube, bits).centers).toEqual(centers);
  });

  it('does not depend on what was asked before, between equally near vertices too', () => {
    const ties = Array.from({ length: 64 ** 2 }, (_, index) => [(index % 64) - 32, (index >> 6) - 32]).map(
      ([x, y]) => [(100 / 64) * x, 50, (100 / 64) * y] as const,
    );
    const forwards = ties.map((point) => patchAt(...point));
    const backwards = [...ties].reverse().map((point) => patchAt(...point));
    expect(backwards.reverse()).toEqual(forwards);
  });

  it('needs a surface', () => {
    expect(() => surfaceCode({ ...cube, triangles: new Uint32Array() }, 4)).toThrow(DatasetError);
  });
});

describe('the surface code of 2^16 patches', () => {
  it('has one or two vertices of an uneven, open mesh in each patch', () => {
    const side = 300;
    const height = (x: number, y: number) => 0.3 * Math.sin(x / 7) * Math.cos(y / 11);
    const points = Float64Array.from({ length: 3 * side ** 2 }, (_, index) => {
      const [column, row] = [Math.floor(index / 3) % side, Math.floor(index / 3 / side)];
      return [column, row, height(column, row)][index % 3];
    });
    const triangles = Uint32Array.from({ length: 6 * (side - 1) ** 2 }, (_, index) => {
      const cell = Math.floor(index / 6);
      const corner = (cell % (side - 1)) + side * Math.floor(cell / (side - 1));
      return corner + [0, 1, side, 1, side + 1, side][index % 6];
    });
    const { patchAt, centers } = surfaceCode({ ...cube, points, triangles }, 16);
    const counts = new Uint8Array(2 ** 16);
    for (let vertex = 0; vertex < side ** 2; vertex++) {
      const [x, y, z] = points.subarray(3 * vertex, 3 * vertex + 3);
      const patch = patchAt(x, y, z);
      counts[patch]++;
      const [cx, cy, cz] = centers.subarray(3 * patch, 3 * patch + 3);
      expect(Math.hypot(cx - x, cy - y, cz - z)).toBeLessThan(2);
    }
    expect([Math.min(...counts), Math.max(...counts)]).toEqual([1, 2]);
  });

  it('is reached on a coarse mesh too, which is made denser', () => {
    const { patchAt, centers } = surfaceCode(cube, 16);
    const random = Random.derive(4, 'surface');
    let farthest = 0;
    const seen = new Set<number>();
    for (let draw = 0; draw < 20000; draw++) {
      const point = surfacePoint(random);
      const patch = patchAt(...point);
      seen.add(patch);
      const distances = point.map((value, axis) => value - centers[3 * patch + axis]);
      farthest = Math.max(farthest, Math.hypot(...distances));
    }
    expect(centers).toHaveLength(3 * 65536);
    expect(seen.size).toBeGreaterThan(15000);
    expect(farthest).toBeLessThan(2);
  });
});
