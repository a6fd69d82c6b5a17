import type { Matrix3, Vector3 } from './pose';

export const identityMatrix3: Matrix3 = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** @returns a * b, all row-major 3x3 */
export function multiplyMatrices(a: Matrix3, b: Matrix3): Matrix3 {
  return [
    a[0] * b[0] + a[1] * b[3] + a[2] * b[6],
    a[0] * b[1] + a[1] * b[4] + a[2] * b[7],
    a[0] * b[2] + a[1] * b[5] + a[2] * b[8],
    a[3] * b[0] + a[4] * b[3] + a[5] * b[6],
    a[3] * b[1] + a[4] * b[4] + a[5] * b[7],
    a[3] * b[2] + a[4] * b[5] + a[5] * b[8],
    a[6] * b[0] + a[7] * b[3] + a[8] * b[6],
    a[6] * b[1] + a[7] * b[4] + a[8] * b[7],
    a[6] * b[2] + a[7] * b[5] + a[8] * b[8],
  ];
}

/** @returns the transpose, which is the inverse where the matrix is a rotation */
export function transposeMatrix(a: Matrix3): Matrix3 {
  return [a[0], a[3], a[6], a[1], a[4], a[7], a[2], a[5], a[8]];
}

/** @returns a * v */
export function applyMatrix(a: Matrix3, v: Vector3): Vector3 {
  return [
    a[0] * v[0] + a[1] * v[1] + a[2] * v[2],
    a[3] * v[0] + a[4] * v[1] + a[5] * v[2],
    a[6] * v[0] + a[7] * v[1] + a[8] * v[2],
  ];
}

/** @returns the determinant: 1 for a rotation, -1 for a reflection */
export function determinant(a: Matrix3): number {
  return (
    a[0] * (a[4] * a[8] - a[5] * a[7]) -
    a[1] * (a[3] * a[8] - a[5] * a[6]) +
    a[2] * (a[3] * a[7] - a[4] * a[6])
  );
}

/**
 * Inverts by cofactors.
 * @throws RangeError when the matrix is singular or not finite
 */
export function invertMatrix(a: Matrix3): Matrix3 {
  const scale = 1 / determinant(a);
  if (!Number.isFinite(scale)) throw new RangeError('the matrix is singular or not finite');
  return [
    (a[4] * a[8] - a[5] * a[7]) * scale,
    (a[2] * a[7] - a[1] * a[8]) * scale,
    (a[1] * a[5] - a[2] * a[4]) * scale,
    (a[5] * a[6] - a[3] * a[8]) * scale,
    (a[0] * a[8] - a[2] * a[6]) * scale,
    (a[2] * a[3] - a[0] * a[5]) * scale,
    (a[3] * a[7] - a[4] * a[6]) * scale,
    (a[1] * a[6] - a[0] * a[7]) * scale,
    (a[0] * a[4] - a[1] * a[3]) * scale,
  ];
}
