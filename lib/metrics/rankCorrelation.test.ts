import { expect, it } from 'vitest';
import { NumericalError } from '../common/errors';
import { Random } from '../common/random';
import { rankCorrelation } from './rankCorrelation';

it('the rank correlation depends on the order alone, and ties share their rank', () => {
  const random = new Random(4);
  for (let trial = 0; trial < 200; trial++) {
    const length = 2 + random.integer(20);
    const [a, b] = [0, 1].map(() => Array.from({ length }, () => random.uniform(-5, 5)));
    const found = rankCorrelation(a, b)!;
    expect(Math.abs(found)).toBeLessThanOrEqual(1 + 1e-12);
    expect(rankCorrelation(a.map(Math.exp), b)).toBeCloseTo(found, 12);
    expect(
      rankCorrelation(
        a,
        b.map((value) => -value),
      ),
    ).toBeCloseTo(-found, 12);
    expect(
      rankCorrelation(
        a,
        a.map((value) => value ** 3),
      ),
    ).toBeCloseTo(1, 12);
  }
  // Spearman (1904) without ties: 1 - 6 sum d^2 / (n (n^2 - 1))
  expect(rankCorrelation([1, 2, 3, 4, 5], [2, 1, 4, 3, 5])).toBeCloseTo(1 - (6 * 4) / (5 * 24), 12);
  expect(rankCorrelation([1, 1, 2], [1, 2, 3])).toBeCloseTo(1.5 / Math.sqrt(1.5 * 2), 12);
  expect(rankCorrelation([1, 1], [1, 2])).toBeUndefined();
});

it.each([
  [[1], [1]],
  [
    [1, 2],
    [1, 2, 3],
  ],
  [
    [1, NaN],
    [1, 2],
  ],
])('the rank correlation refuses %j beside %j', (a, b) => {
  expect(() => rankCorrelation(a, b)).toThrow(NumericalError);
});
