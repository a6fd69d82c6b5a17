import { NumericalError } from '../common/errors';

/** @throws NumericalError when there is no value */
export function mean(values: readonly number[] | Float64Array): number {
  requireValues(values.length, 1);
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** @throws NumericalError when there is no value */
export function median(values: readonly number[] | Float64Array): number {
  return quantile(Float64Array.from(values).sort(), 0.5);
}

/**
 * Quantile with linear interpolation between neighbors.
 * @param sorted - ascending
 * @param share - 0 for the least value, 1 for the greatest
 * @throws NumericalError when there is no value
 */
export function quantile(sorted: readonly number[] | Float64Array, share: number): number {
  requireValues(sorted.length, 1);
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

/**
 * Square root of the unbiased variance (divisor N - 1).
 * @throws NumericalError when there are fewer than two values
 */
export function standardDeviation(values: readonly number[] | Float64Array): number {
  requireValues(values.length, 2);
  const center = mean(values);
  let sum = 0;
  for (const value of values) sum += (value - center) ** 2;
  return Math.sqrt(sum / (values.length - 1));
}

/**
 * Standard error of the mean.
 * @throws NumericalError when there are fewer than two values
 */
export function standardError(values: readonly number[] | Float64Array): number {
  return standardDeviation(values) / Math.sqrt(values.length);
}

function requireValues(found: number, fewest: number): void {
  if (found >= fewest) return;
  throw new NumericalError({
    field: 'values',
    found: `${found}`,
    expected: `at least ${fewest}`,
    remedy: 'Measure more before summing up.',
  });
}
