import type { Random } from '../common/random';
import type { Matrix3, Pose, Vector3 } from './pose';

/** The rotation that turns nothing. */
export const identityRotation: Matrix3 = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** @returns first * second, row-major */
export function multiplyMatrices(first: Matrix3, second: Matrix3): number[] {
  const [a, b, c, d, e, f, g, h, i] = first;
  const [p, q, r, s, t, u, v, w, x] = second;
  return [
    a * p + b * s + c * v,
    a * q + b * t + c * w,
    a * r + b * u + c * x,
    d * p + e * s + f * v,
    d * q + e * t + f * w,
    d * r + e * u + f * x,
    g * p + h * s + i * v,
    g * q + h * t + i * w,
    g * r + h * u + i * x,
  ];
}

/** @returns the transposed matrix; of a rotation, its inverse */
export function transposeMatrix(matrix: Matrix3): number[] {
  return [0, 3, 6, 1, 4, 7, 2, 5, 8].map((index) => matrix[index]);
}

/** @returns matrix * vector */
export function rotateVector(matrix: Matrix3, [x, y, z]: Vector3): Vector3 {
  return [
    matrix[0] * x + matrix[1] * y + matrix[2] * z,
    matrix[3] * x + matrix[4] * y + matrix[5] * z,
    matrix[6] * x + matrix[7] * y + matrix[8] * z,
  ];
}

/** @returns a point of the object in the camera's frame, mm */
export function transformPoint({ rotation, translation }: Pose, point: Vector3): Vector3 {
  const [x, y, z] = rotateVector(rotation, point);
  return [x + translation[0], y + translation[1], z + translation[2]];
}

/** @returns the pose that applies `second` first, then `first` */
export function composePoses(first: Pose, second: Pose): Pose {
  return {
    rotation: multiplyMatrices(first.rotation, second.rotation),
    translation: transformPoint(first, second.translation),
  };
}

/**
 * Rotation about an axis (Rodrigues).
 * @param axis - unit vector
 * @param angle - radians
 */
export function rotationAbout([x, y, z]: Vector3, angle: number): number[] {
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

/** @returns the angle between two rotations, radians, 0 to pi; accurate near 0 and near pi */
export function angleBetween(first: Matrix3, second: Matrix3): number {
  const difference = multiplyMatrices(first, transposeMatrix(second));
  const sine = Math.hypot(
    difference[7] - difference[5],
    difference[2] - difference[6],
    difference[3] - difference[1],
  );
  return Math.atan2(sine, difference[0] + difference[4] + difference[8] - 1);
}

/** @returns a unit vector, uniform on the sphere */
export function randomDirection(random: Random): Vector3 {
  for (;;) {
    const [x, y, z] = [random.normal(), random.normal(), random.normal()];
    const length = Math.hypot(x, y, z);
    if (length > 1e-6) return [x / length, y / length, z / length];
  }
}

/**
 * A rotation by a uniform angle about a uniform axis.
 * @param largestAngle - radians
 */
export function randomRotation(random: Random, largestAngle: number): number[] {
  return rotationAbout(randomDirection(random), random.uniform(0, largestAngle));
}

/** @returns whether the rows are orthonormal and right-handed, each to the tolerance given */
export function isRotation(matrix: Matrix3, tolerance: number): boolean {
  const product = multiplyMatrices(matrix, transposeMatrix(matrix));
  const orthonormal = product.every((value, index) => Math.abs(value - identityRotation[index]) <= tolerance);
  return orthonormal && determinant(matrix) > 0;
}

/** @returns the determinant of a 3x3 matrix */
export function determinant([a, b, c, d, e, f, g, h, i]: Matrix3): number {
  return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
}
