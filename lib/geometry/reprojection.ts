import type { Matrix3, Pose } from './pose';

/**
 * How far the points project from where they were seen; not finite for points in the camera's plane.
 * @param matrix - intrinsic matrix, row-major, px
 * @param objectPoints - [N, 3] mm, object frame
 * @param imagePoints - [N, 2] px
 * @returns [N] px
 */
export function reprojectionErrors(
  matrix: Matrix3,
  { rotation, translation }: Pose,
  objectPoints: Float64Array,
  imagePoints: Float64Array,
): Float64Array {
  const [a, b, c, d, e, f, g, h, i] = rotation;
  const [tx, ty, tz] = translation;
  const errors = new Float64Array(objectPoints.length / 3);
  for (let point = 0; point < errors.length; point++) {
    const x = objectPoints[3 * point];
    const y = objectPoints[3 * point + 1];
    const z = objectPoints[3 * point + 2];
    const depth = g * x + h * y + i * z + tz;
    const right = (a * x + b * y + c * z + tx) / depth;
    const down = (d * x + e * y + f * z + ty) / depth;
    errors[point] = Math.hypot(
      matrix[0] * right + matrix[1] * down + matrix[2] - imagePoints[2 * point],
      matrix[3] * right + matrix[4] * down + matrix[5] - imagePoints[2 * point + 1],
    );
  }
  return errors;
}
