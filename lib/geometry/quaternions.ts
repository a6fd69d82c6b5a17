import type { Matrix3, Vector3 } from './pose';
import { rotationAbout } from './rotations';

/** A quaternion, real part first: w + xi + yj + zk. */
export type Quaternion = readonly [number, number, number, number];

/**
 * @param quaternion - of any length but zero
 * @throws RangeError when it has no length
 */
export function rotationFromQuaternion(quaternion: Quaternion): Matrix3 {
  const length = Math.hypot(...quaternion);
  if (!(length > 0 && length < Infinity)) throw new RangeError('a quaternion needs a length above zero');
  const [w, x, y, z] = quaternion.map((component) => component / length);
  return [
    1 - 2 * (y * y + z * z),
    2 * (x * y - w * z),
    2 * (x * z + w * y),
    2 * (x * y + w * z),
    1 - 2 * (x * x + z * z),
    2 * (y * z - w * x),
    2 * (x * z - w * y),
    2 * (y * z + w * x),
    1 - 2 * (x * x + y * y),
  ];
}

/**
 * Shepperd's method: divides by the largest component, so that every rotation is exact to rounding.
 * @returns the unit quaternion whose real part is not negative
 */
export function quaternionFromRotation([a, b, c, d, e, f, g, h, i]: Matrix3): Quaternion {
  const candidates: readonly [number, Quaternion][] = [
    [a + e + i, [1 + a + e + i, h - f, c - g, d - b]],
    [a - e - i, [h - f, 1 + a - e - i, b + d, c + g]],
    [e - a - i, [c - g, b + d, 1 + e - a - i, f + h]],
    [i - a - e, [d - b, c + g, f + h, 1 + i - a - e]],
  ];
  const [, scaled] = candidates.reduce((best, candidate) => (candidate[0] > best[0] ? candidate : best));
  const length = Math.hypot(...scaled) * (scaled[0] < 0 ? -1 : 1);
  return [scaled[0] / length, scaled[1] / length, scaled[2] / length, scaled[3] / length];
}

/** @param vector - axis times angle in radians (Rodrigues); the zero vector is the identity */
export function rotationFromVector(vector: Vector3): Matrix3 {
  const angle = Math.hypot(...vector);
  if (angle === 0) return rotationAbout([1, 0, 0], 0);
  return rotationAbout([vector[0] / angle, vector[1] / angle, vector[2] / angle], angle);
}

/**
 * Inverse of {@link rotationFromVector}.
 * @returns axis times angle, the angle in [0, pi] radians
 */
export function vectorFromRotation(rotation: Matrix3): Vector3 {
  const [w, x, y, z] = quaternionFromRotation(rotation);
  const sine = Math.hypot(x, y, z);
  if (sine === 0) return [0, 0, 0];
  const scale = (2 * Math.atan2(sine, w)) / sine;
  return [x * scale, y * scale, z * scale];
}
