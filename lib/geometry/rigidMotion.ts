import type { Pose } from './pose';
import { identityRotation, rotateVector, transposeMatrix } from './rotations';

export const identityPose: Pose = { rotation: identityRotation, translation: [0, 0, 0] };

/** @returns the motion that undoes this one */
export function invertPose({ rotation, translation }: Pose): Pose {
  const inverse = transposeMatrix(rotation);
  const [x, y, z] = rotateVector(inverse, translation);
  return { rotation: inverse, translation: [-x, -y, -z] };
}

/**
 * @param points - [N, 3], mm
 * @param result - [N, 3], filled and returned; may be `points` itself
 * @returns [N, 3] rotation * point + translation, mm
 */
export function transformPoints(
  { rotation, translation }: Pose,
  points: Float64Array,
  result: Float64Array = new Float64Array(points.length),
): Float64Array {
  const [a, b, c, d, e, f, g, h, i] = rotation;
  const [tx, ty, tz] = translation;
  for (let offset = 0; offset < points.length; offset += 3) {
    const x = points[offset];
    const y = points[offset + 1];
    const z = points[offset + 2];
    result[offset] = a * x + b * y + c * z + tx;
    result[offset + 1] = d * x + e * y + f * z + ty;
    result[offset + 2] = g * x + h * y + i * z + tz;
  }
  return result;
}
