import { expect, it } from 'vitest';
import { Random } from '../common/random';
import { measureExtent } from './meshExtent';

it('finds the same diameter as trying all pairs', () => {
  for (let seed = 0; seed < 30; seed++) {
    const random = new Random(seed);
    const points = Float64Array.from({ length: 3 * (1 + random.integer(60)) }, () => random.normal(5, 40));
    let largest = 0;
    for (let a = 0; a < points.length; a += 3) {
      for (let b = 0; b < points.length; b += 3) {
        const distance = Math.hypot(...[0, 1, 2].map((axis) => points[a + axis] - points[b + axis]));
        largest = Math.max(largest, distance);
      }
    }
    expect(measureExtent(points).diameter).toBeCloseTo(largest, 10);
  }
});
