/* Holm's step-down correction (Holm, "A simple sequentially rejective multiple test procedure", 1979). */
import { NumericalError } from '../common/errors';

/**
 * Adjusts the p-values of several claims so that, at any level, the chance of a single wrong rejection among all of them
 * stays below it: the k-th smallest of m is multiplied by m - k + 1, and none may be below a smaller one's.
 * @param pValues - 0 to 1, in any order
 * @returns the adjusted values, at most 1, in the order given
 * @throws NumericalError when a value is not from 0 to 1
 */
export function holmAdjusted(pValues: readonly number[]): number[] {
  pValues.forEach((value, index) => {
    if (value >= 0 && value <= 1) return;
    throw new NumericalError({
      field: `p-value ${index}`,
      found: String(value),
      expected: 'a number from 0 to 1',
      remedy: 'Correct the test that gave it.',
    });
  });
  const order = pValues.map((_, index) => index).sort((a, b) => pValues[a] - pValues[b]);
  const adjusted = new Array<number>(pValues.length);
  let least = 0;
  order.forEach((index, rank) => {
    least = Math.max(least, Math.min(1, (pValues.length - rank) * pValues[index]));
    adjusted[index] = least;
  });
  return adjusted;
}
