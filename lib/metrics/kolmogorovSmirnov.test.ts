import { describe, expect, it } from 'vitest';
import { NumericalError } from '../common/errors';
import { Random } from '../common/random';
import { kolmogorovSmirnov } from './kolmogorovSmirnov';

describe('the Kolmogorov-Smirnov distance', () => {
  it('is the largest gap between the cumulative distributions, counted by hand', () => {
    expect(kolmogorovSmirnov([1, 2, 3, 4], [3, 4, 5, 6])).toBe(0.5);
    expect(kolmogorovSmirnov([1, 2], [5, 6, 7])).toBe(1);
    expect(kolmogorovSmirnov([2, 2, 2, 7], [2, 7])).toBe(0.25);
  });

  it('is 0 between a sample and a permutation of it, symmetric, and at most 1', () => {
    const random = new Random(3);
    for (let trial = 0; trial < 50; trial++) {
      const draw = () => Array.from({ length: 1 + random.integer(20) }, () => random.integer(10));
      const [first, second] = [draw(), draw()];
      const shuffled = [...random.permutation(first.length)].map((at) => first[at]);
      expect(kolmogorovSmirnov(first, shuffled)).toBe(0);
      const distance = kolmogorovSmirnov(first, second);
      expect(distance).toBe(kolmogorovSmirnov(second, first));
      expect(distance).toBeLessThanOrEqual(1);
    }
  });

  it('refuses an empty sample', () => {
    expect(() => kolmogorovSmirnov([], [1])).toThrow(NumericalError);
  });
});
