import { NumericalError } from '../common/errors';
import type { Matrix3 } from './pose';
import { invertIntrinsics } from './projection';

/** Image points as another camera of the same place and direction sees them. */
interface UprightView {
  /** Intrinsic matrix without skew or turn, row-major, px */
  readonly matrix: Matrix3;
  /** [N, 2] px */
  readonly imagePoints: Float64Array;
}

/**
 * Turns the view of a camera whose upper 2x2 is free (a warped image's) into that of one with square pixels, skew and
 * turn taken out, as solvers know only focal lengths and center. The area of a pixel stays, and so do distances where
 * the image was moved, turned and scaled only. A camera that is upright already is left as it is.
 * @param imagePoints - [N, 2] px
 * @throws NumericalError when the matrix is no camera's: singular, not finite, or its last row not 0 0 1
 */
export function toUprightCamera(matrix: Matrix3, imagePoints: Float64Array): UprightView {
  const area = matrix[0] * matrix[4] - matrix[1] * matrix[3];
  const isCamera = matrix.length === 9 && matrix.every(Number.isFinite) && matrix.slice(6).join() === '0,0,1';
  if (!isCamera || area === 0) {
    throw new NumericalError({
      field: 'camera.matrix',
      found: `[${matrix.join(', ')}]`,
      expected: 'a regular 3x3 matrix, row-major, that ends in 0 0 1',
      remedy: 'Look where the camera comes from.',
    });
  }
  if (matrix[0] > 0 && matrix[4] > 0 && matrix[1] === 0 && matrix[3] === 0) return { matrix, imagePoints };
  const focal = Math.sqrt(Math.abs(area));
  const inverse = invertIntrinsics(matrix);
  const moved = new Float64Array(imagePoints.length);
  for (let offset = 0; offset < imagePoints.length; offset += 2) {
    const u = imagePoints[offset];
    const v = imagePoints[offset + 1];
    moved[offset] = focal * (inverse[0] * u + inverse[1] * v + inverse[2]);
    moved[offset + 1] = focal * (inverse[3] * u + inverse[4] * v + inverse[5]);
  }
  return { matrix: [focal, 0, 0, 0, focal, 0, 0, 0, 1], imagePoints: moved };
}
