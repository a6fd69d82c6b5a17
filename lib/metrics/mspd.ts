import type { Camera } from '../geometry/camera';
import type { Pose } from '../geometry/pose';
import type { ModelPoints } from './modelPoints';
import { projectionOf, projectPoints } from './projectedPoints';
import { smallestOverSymmetries } from './symmetryMinimum';

/**
 * Maximum symmetry-aware projection distance (arXiv 2009.07378, equation 3): the largest distance of a model point in
 * the image under the two poses, at the symmetry that makes it smallest.
 * @param symmetries - as from `symmetryTransformations`, the identity among them
 * @returns px
 * @throws NumericalError when there is no symmetry
 */
export function maximumSymmetryProjectionDistance(
  model: ModelPoints,
  symmetries: readonly Pose[],
  camera: Camera,
  estimate: Pose,
  truth: Pose,
): number {
  const { points, extremes } = model;
  const seen = projectPoints(points, camera, estimate);
  const seenExtremes = projectPoints(extremes, camera, estimate);
  return smallestOverSymmetries(truth, symmetries, (which, equivalent, limit) => {
    const projection = projectionOf(camera.matrix, equivalent);
    return which === 'all'
      ? largestDistance(points, projection, seen, limit)
      : largestDistance(extremes, projection, seenExtremes, limit);
  });
}

function largestDistance(
  points: Float64Array,
  projection: readonly number[],
  seen: Float64Array,
  limit: number,
): number {
  const [a, b, c, d, e, f, g, h, i, tx, ty, tz] = projection;
  const squaredLimit = limit * limit;
  let largest = 0;
  for (let from = 0, to = 0; from < points.length; from += 3, to += 2) {
    const x = points[from];
    const y = points[from + 1];
    const z = points[from + 2];
    const depth = g * x + h * y + i * z + tz;
    const right = (a * x + b * y + c * z + tx) / depth - seen[to];
    const down = (d * x + e * y + f * z + ty) / depth - seen[to + 1];
    const square = right * right + down * down;
    if (!(square <= largest)) {
      if (!(square < squaredLimit)) return limit;
      largest = square;
    }
  }
  return Math.sqrt(largest);
}
