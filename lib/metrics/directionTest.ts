import { resampledRunMeans, type BootstrapOptions } from './bootstrap';

/** How surely a mean lies on one side of zero. */
export interface DirectionTest {
  /** One-sided p-value of "the mean is above zero": small where it is */
  readonly above: number;
  /** One-sided p-value of "the mean is below zero" */
  readonly below: number;
}

/**
 * Tests the sign of a mean over seeds and images by the share of bootstrap resamples on the other side of zero,
 * (1 + count) / (1 + resamples) (Davison and Hinkley 1997, section 4.2), so that no finite number of resamples gives 0.
 * @param runs - [runs][images], such as paired differences of hits
 * @throws NumericalError when the lengths differ or there is no run or image
 */
export function directionTest(
  runs: readonly ArrayLike<number>[],
  options: Omit<BootstrapOptions, 'confidence'>,
): DirectionTest {
  const means = resampledRunMeans(runs, { ...options, confidence: 0.95 });
  const share = (isOther: (mean: number) => boolean) =>
    (1 + means.filter(isOther).length) / (1 + means.length);
  return { above: share((mean) => mean <= 0), below: share((mean) => mean >= 0) };
}
