import { NumericalError } from '../common/errors';

/**
 * Kolmogorov-Smirnov distance of two samples: the largest gap between their cumulative distributions.
 * @returns 0 for the same distribution, up to 1 for samples that do not overlap
 * @throws NumericalError when a sample is empty
 */
export function kolmogorovSmirnov(first: readonly number[], second: readonly number[]): number {
  if (first.length === 0 || second.length === 0) {
    throw new NumericalError({
      field: 'samples',
      found: `${first.length} and ${second.length} values`,
      expected: 'at least one value each',
      remedy: 'Measure both before comparing them.',
    });
  }
  const [a, b] = [first, second].map((values) => Float64Array.from(values).sort());
  let [passedA, passedB, largest] = [0, 0, 0];
  while (passedA < a.length && passedB < b.length) {
    const value = Math.min(a[passedA], b[passedB]);
    while (a[passedA] <= value) passedA++;
    while (b[passedB] <= value) passedB++;
    largest = Math.max(largest, Math.abs(passedA / a.length - passedB / b.length));
  }
  return largest;
}
