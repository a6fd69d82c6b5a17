import { NumericalError } from '../common/errors';

/**
 * Spearman's rank correlation: that of Pearson, of the ranks; equal values share the mean of their ranks.
 * @returns -1 to 1; undefined where all values of one list are equal
 * @throws NumericalError when the lists have different lengths, fewer than two values, or one that is not finite
 */
export function rankCorrelation(first: readonly number[], second: readonly number[]): number | undefined {
  check(first, second);
  const [a, b] = [first, second].map(centeredRanks);
  const product = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, value, index) => sum + value * y[index], 0);
  const scale = Math.sqrt(product(a, a) * product(b, b));
  return scale === 0 ? undefined : product(a, b) / scale;
}

/** Ranks from 0, less their mean. */
function centeredRanks(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (values.length - 1) / 2;
  return values.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2 - middle);
}

function check(first: readonly number[], second: readonly number[]): void {
  const stray = [...first, ...second].find((value) => !Number.isFinite(value));
  if (first.length === second.length && first.length >= 2 && stray === undefined) return;
  throw new NumericalError({
    field: 'rank correlation',
    found: stray === undefined ? `${first.length} and ${second.length} values` : String(stray),
    expected: 'two lists of as many finite values, two or more',
    remedy: 'Correct what asks for it.',
  });
}
