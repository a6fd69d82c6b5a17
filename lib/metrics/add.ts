import type { Pose } from '../geometry/pose';
import type { ModelPoints } from './modelPoints';
import { triangularDifference, type TriangularMap } from './poseDifference';

/**
 * Average distance of the model's points under two poses (Hinterstoisser et al., ACCV 2012, equation 3). From 1,000 points on
 * by vector instructions of 32 bits, within a relative error of 1e-6 (below 1e-7 as measured); equal poses are exactly 0 apart.
 * @returns mm
 */
export function averageDistance(
  { points, count, distanceSum }: ModelPoints,
  estimate: Pose,
  truth: Pose,
): number {
  const map = triangularDifference(estimate, truth);
  const sum = distanceSum?.of(map);
  if (distanceSum === undefined || sum === undefined) return sumOfDistances(points, map) / count;
  return (sum + sumOfDistances(points.subarray(3 * distanceSum.count), map)) / count;
}

function sumOfDistances(points: Float64Array, [a, b, c, e, f, i, tx, ty, tz]: TriangularMap): number {
  let sum = 0;
  for (let offset = 0; offset < points.length; offset += 3) {
    const x = points[offset];
    const y = points[offset + 1];
    const z = points[offset + 2];
    const first = a * x + b * y + c * z + tx;
    const second = e * y + f * z + ty;
    const third = i * z + tz;
    sum += Math.sqrt(first * first + second * second + third * third);
  }
  return sum;
}
