import type { Pose } from '../geometry/pose';
import type { ModelPoints } from './modelPoints';
import { poseDifference } from './poseDifference';
import { smallestOverSymmetries } from './symmetryMinimum';

/**
 * Maximum symmetry-aware surface distance (arXiv 2009.07378, equation 2): the largest distance of a model point under
 * the two poses, at the symmetry that makes it smallest.
 * @param symmetries - as from `symmetryTransformations`, the identity among them
 * @returns mm
 * @throws NumericalError when there is no symmetry
 */
export function maximumSymmetrySurfaceDistance(
  model: ModelPoints,
  symmetries: readonly Pose[],
  estimate: Pose,
  truth: Pose,
): number {
  return smallestOverSymmetries(truth, symmetries, (which, equivalent, limit) =>
    largestDistance(which === 'all' ? model.points : model.extremes, estimate, equivalent, limit),
  );
}

function largestDistance(points: Float64Array, first: Pose, second: Pose, limit: number): number {
  const [a, b, c, d, e, f, g, h, i, tx, ty, tz] = poseDifference(first, second);
  const squaredLimit = limit * limit;
  let largest = 0;
  for (let offset = 0; offset < points.length; offset += 3) {
    const x = points[offset];
    const y = points[offset + 1];
    const z = points[offset + 2];
    const right = a * x + b * y + c * z + tx;
    const down = d * x + e * y + f * z + ty;
    const away = g * x + h * y + i * z + tz;
    const square = right * right + down * down + away * away;
    if (!(square <= largest)) {
      if (!(square < squaredLimit)) return limit;
      largest = square;
    }
  }
  return Math.sqrt(largest);
}
