import type { Camera } from './camera';
import type { Matrix3, Vector3 } from './pose';

/**
 * Projects a point of the camera's frame.
 * @param point - mm, in front of the camera (z above 0)
 * @returns x and y in px
 */
export function projectPoint({ matrix }: Camera, [x, y, z]: Vector3): readonly [number, number] {
  return [
    (matrix[0] * x + matrix[1] * y + matrix[2] * z) / z,
    (matrix[3] * x + matrix[4] * y + matrix[5] * z) / z,
  ];
}

/** @returns the inverse of a camera matrix whose last row is 0 0 1 */
export function invertIntrinsics([a, b, c, d, e, f]: Matrix3): number[] {
  const determinant = a * e - b * d;
  return [
    e / determinant,
    -b / determinant,
    (b * f - c * e) / determinant,
    -d / determinant,
    a / determinant,
    (c * d - a * f) / determinant,
    0,
    0,
    1,
  ];
}
