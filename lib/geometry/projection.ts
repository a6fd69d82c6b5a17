import { invertAffine } from './affine';
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
  return [...invertAffine([a, b, c, d, e, f]), 0, 0, 1];
}

/** @returns [H, W] length of the ray of each pixel's center up to depth 1: distance from the camera's center over depth */
export function viewRayLengths({ matrix, width, height }: Camera): Float64Array {
  const inverse = invertIntrinsics(matrix);
  const lengths = new Float64Array(width * height);
  for (let pixel = 0; pixel < lengths.length; pixel++) {
    const x = pixel % width;
    const y = (pixel - x) / width;
    const right = inverse[0] * x + inverse[1] * y + inverse[2];
    const down = inverse[3] * x + inverse[4] * y + inverse[5];
    lengths[pixel] = Math.sqrt(right * right + down * down + 1);
  }
  return lengths;
}
