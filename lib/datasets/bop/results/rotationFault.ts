import type { Matrix3 } from '../../../geometry/pose';
import { determinant, identityRotation, multiplyMatrices, transposeMatrix } from '../../../geometry/rotations';

/** How far R R^T may be from the identity: annotations of LM-O are off by up to 0.0096, float32 poses by 1e-6. */
export const ROTATION_TOLERANCE = 0.01;

/** @returns what keeps nine finite numbers from being a rotation, undefined where they are one */
export function rotationFault(matrix: Matrix3): string | undefined {
  const product = multiplyMatrices(matrix, transposeMatrix(matrix));
  const deviation = Math.max(...product.map((value, index) => Math.abs(value - identityRotation[index])));
  if (deviation > ROTATION_TOLERANCE) {
    return `rows that are off orthonormal by ${deviation.toPrecision(3)}`;
  }
  return determinant(matrix) > 0 ? undefined : 'a reflection (determinant -1)';
}
