import type { Camera } from '../geometry/camera';
import type { Matrix3, Pose } from '../geometry/pose';
import { multiplyMatrices, rotateVector } from '../geometry/rotations';

/**
 * Projects model points, those behind the camera too: u = (K (R x + t)) / z, as the BOP toolkit does.
 * @param points - [N, 3] mm, object frame
 * @returns [N, 2] px
 */
export function projectPoints(points: Float64Array, { matrix }: Camera, pose: Pose): Float64Array {
  const [a, b, c, d, e, f, g, h, i, tx, ty, tz] = projectionOf(matrix, pose);
  const pixels = new Float64Array((points.length / 3) * 2);
  for (let from = 0, to = 0; from < points.length; from += 3, to += 2) {
    const x = points[from];
    const y = points[from + 1];
    const z = points[from + 2];
    const depth = g * x + h * y + i * z + tz;
    pixels[to] = (a * x + b * y + c * z + tx) / depth; // [N, 3] -> [N, 2]
    pixels[to + 1] = (d * x + e * y + f * z + ty) / depth;
  }
  return pixels;
}

/** @returns the nine numbers of K R, row-major, then the three of K t */
export function projectionOf(matrix: Matrix3, { rotation, translation }: Pose): number[] {
  return [...multiplyMatrices(matrix, rotation), ...rotateVector(matrix, translation)];
}
