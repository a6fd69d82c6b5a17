import type { Matrix3 } from '../../geometry/pose';
import { invertIntrinsics } from '../../geometry/projection';

/**
 * @param matrix - intrinsic matrix K
 * @returns [H, W, 3] unit vectors of the pixel centers' rays in the camera's frame
 */
export function viewRays(matrix: Matrix3, width: number, height: number): Float32Array {
  const inverse = invertIntrinsics(matrix);
  const rays = new Float32Array(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let column = 0; column < width; column++) {
      const dx = inverse[0] * column + inverse[1] * y + inverse[2];
      const dy = inverse[3] * column + inverse[4] * y + inverse[5];
      const length = Math.hypot(dx, dy, 1);
      rays.set([dx / length, dy / length, 1 / length], 3 * (y * width + column));
    }
  }
  return rays;
}
