/*
 * The rules of the BOP challenge of 2019 to 2024 for localization (arXiv 2009.07378, section 2.4): an error below a
 * threshold is a match, and a recall is the mean over all thresholds.
 */

/** 0.05, 0.1, ... 0.5 */
const shares = steps(0.05, 10);

/** Thresholds of the maximum symmetry-aware surface distance, shares of the diameter. */
export const surfaceThresholds: readonly number[] = shares;

/** Thresholds of the maximum symmetry-aware projection distance, px of an image 640 px wide. */
export const projectionThresholds: readonly number[] = steps(5, 10);

/** Image width that those px are of. */
export const referenceWidth = 640;

/** Misalignment tolerances tau of the visible surface discrepancy, shares of the diameter. */
export const surfaceTolerances: readonly number[] = shares;

/** Thresholds of the visible surface discrepancy at each tolerance. */
export const discrepancyThresholds: readonly number[] = shares;

/** mm, delta: how far behind the measured surface a model's surface still counts as visible. */
export const occlusionTolerance = 15;

/** Least visible share of an object that is to be found. */
export const leastVisibleShare = 0.1;

function steps(size: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => size + index * size);
}
