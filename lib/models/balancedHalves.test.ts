import { describe, expect, it } from 'vitest';
import { Random } from '../common/random';
import { balancedHalves, meanOf } from './balancedHalves';

/** Points that lie thicker on one side, some of them at one place. */
function unevenPoints(count: number, random: Random): Float64Array {
  return Float64Array.from({ length: 3 * count }, (_, index) => {
    const value = random.uniform(0, 1) ** 4;
    return index % 5 === 0 ? Math.round(4 * value) : value;
  });
}

function squaredDistance(positions: Float64Array, vertex: number, to: readonly number[]): number {
  return to.reduce((sum, value, axis) => sum + (positions[3 * vertex + axis] - value) ** 2, 0);
}

describe('balanced halves', () => {
  it('are of equal size to one, and no swap of two points brings them nearer to the means', () => {
    for (let trial = 0; trial < 40; trial++) {
      const random = Random.derive(6, 'halves', trial);
      const count = 2 + random.integer(200);
      const positions = unevenPoints(count, random);
      const all = Uint32Array.from({ length: count }, (_, vertex) => vertex);
      const halves = balancedHalves(positions, all);
      expect(halves.map((half) => half.length)).toEqual([Math.floor(count / 2), Math.ceil(count / 2)]);
      expect(new Set(halves.flatMap((half) => [...half])).size).toBe(count);
      const [first, second] = halves.map((half) => meanOf(positions, half));
      const gain = (vertex: number) =>
        squaredDistance(positions, vertex, first) - squaredDistance(positions, vertex, second);
      const [worstFirst, bestSecond] = [
        Math.max(...[...halves[0]].map(gain)),
        Math.min(...[...halves[1]].map(gain)),
      ];
      expect(worstFirst, `trial ${trial}`).toBeLessThanOrEqual(bestSecond + 1e-12);
    }
  });
});
