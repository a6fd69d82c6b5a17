import { determinant } from './matrix3';
import type { Matrix3, Vector3 } from './pose';

/** A unit quaternion, real part first: w + xi + yj + zk. */
export type Quaternion = readonly [number, number, number, number];

/**
 * Rotation about an axis (Rodrigues' formula).
 * @param axis - any length but zero
 * @param angle - radians, right-handed
 * @throws RangeError when the axis has no direction
 */
export function rotationAboutAxis(axis: Vector3, angle: number): Matrix3 {
  const length = Math.hypot(...axis);
  if (!(length > 0 && length < Infinity)) {
    throw new RangeError(`a rotation axis needs a direction, not [${axis.join(', ')}]`);
  }
  const [x, y, z] = axis.map((component) => component / length);
  const cosine = Math.cos(angle);
  const sine = Math.sin(angle);
  const rest = 1 - cosine;
  return [
    cosine + x * x * rest,
    x * y * rest - z * sine,
    x * z * rest + y * sine,
    y * x * rest + z * sine,
    cosine + y * y * rest,
    y * z * rest - x * sine,
    z * x * rest - y * sine,
    z * y * rest + x * sine,
    cosine + z * z * rest,
  ];
}

/** @param vector - axis times angle in radians; the zero vector is the identity */
export function rotationFromVector(vector: Vector3): Matrix3 {
  const angle = Math.hypot(...vector);
  return angle === 0 ? [1, 0, 0, 0, 1, 0, 0, 0, 1] : rotationAboutAxis(vector, angle);
}

/**
 * Inverse of {@link rotationFromVector}.
 * @returns axis times angle, angle in [0, pi] radians
 */
export function vectorFromRotation(rotation: Matrix3): Vector3 {
  const [w, x, y, z] = quaternionFromRotation(rotation);
  const sine = Math.hypot(x, y, z);
  if (sine === 0) return [0, 0, 0];
  const scale = (2 * Math.atan2(sine, w)) / sine;
  return [x * scale, y * scale, z * scale];
}

/** @param quaternion - any length but zero */
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
export function quaternionFromRotation(rotation: Matrix3): Quaternion {
  const [a, b, c, d, e, f, g, h, i] = rotation;
  const candidates: [number, Quaternion][] = [
    [a + e + i, [1 + a + e + i, h - f, c - g, d - b]],
    [a - e - i, [h - f, 1 + a - e - i, b + d, c + g]],
    [e - a - i, [c - g, b + d, 1 + e - a - i, f + h]],
    [i - a - e, [d - b, c + g, f + h, 1 + i - a - e]],
  ];
  const [, scaled] = candidates.reduce((best, candidate) => (candidate[0] > best[0] ? candidate : best));
  const length = Math.hypot(...scaled) * (scaled[0] < 0 ? -1 : 1);
  return [scaled[0] / length, scaled[1] / length, scaled[2] / length, scaled[3] / length];
}

/**
 * Geodesic distance of two rotations. From chord and trace together: the arccosine of the trace alone loses half
 * of its digits near 0 and near pi.
 * @returns the angle of a * b^T in [0, pi], radians
 */
export function rotationAngleBetween(a: Matrix3, b: Matrix3): number {
  let chord = 0;
  let trace = 0;
  for (let index = 0; index < 9; index++) {
    chord += (a[index] - b[index]) ** 2;
    trace += a[index] * b[index];
  }
  // |a - b|^2 = 8 sin^2(angle / 2), trace(a b^T) + 1 = 4 cos^2(angle / 2)
  return 2 * Math.atan2(Math.sqrt(chord / 8), Math.sqrt(Math.max(trace + 1, 0)) / 2);
}

/**
 * @param tolerance - largest deviation of any entry of R^T R from the identity
 * @returns whether the nine numbers are finite, orthonormal and no reflection
 */
export function isRotation(matrix: Matrix3, tolerance = 1e-6): boolean {
  if (matrix.length !== 9 || !matrix.every(Number.isFinite) || determinant(matrix) <= 0) return false;
  for (let row = 0; row < 3; row++) {
    for (let column = row; column < 3; column++) {
      const product =
        matrix[row] * matrix[column] +
        matrix[3 + row] * matrix[3 + column] +
        matrix[6 + row] * matrix[6 + column];
      if (Math.abs(product - (row === column ? 1 : 0)) > tolerance) return false;
    }
  }
  return true;
}
