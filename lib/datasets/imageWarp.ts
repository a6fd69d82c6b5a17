import { composeAffine, type Affine } from '../geometry/affine';
import type { Camera } from '../geometry/camera';

/** Pixels and the camera that sees them. */
export interface CameraImage {
  /** [H, W, 3] RGB bytes */
  readonly image: Uint8Array;
  /** [H, W] */
  readonly instanceMap: Uint8Array;
  readonly camera: Camera;
}

/**
 * Draws an image under an affine map: colors bilinear, the border repeated; instances by the nearest pixel, none outside.
 * The loop is half of what a batch costs: it is written out, channels and all, pixels that see the inside of the source ask
 * no further, and `| 0` tells the JavaScript engine that indices are whole numbers. As functions it takes twice the time.
 * @param affine - from the source's pixels to those of the result
 * @param width - of the result, px
 * @param height - of the result, px
 */
export function warp(source: CameraImage, affine: Affine, width: number, height: number): CameraImage {
  const { image, instanceMap, camera } = source;
  const [a, b, c, d, e, f] = affine;
  const determinant = a * e - b * d;
  const columnX = new Float64Array(width);
  const columnY = new Float64Array(width);
  for (let x = 0; x < width; x++) {
    columnX[x] = e * (x - c);
    columnY[x] = d * (x - c);
  }
  const sourceWidth = camera.width | 0;
  const lastX = sourceWidth - 1;
  const lastY = camera.height - 1;
  const rowLength = 3 * sourceWidth;
  const warped = new Uint8Array(3 * width * height);
  const warpedMap = new Uint8Array(width * height);
  let pixel = 0;
  let red = 0;
  for (let y = 0; y < height; y++) {
    const rowX = b * (y - f);
    const rowY = a * (y - f);
    for (let x = 0; x < width; x++, pixel++, red += 3) {
      let sourceX = (columnX[x] - rowX) / determinant;
      let sourceY = (rowY - columnY[x]) / determinant;
      let left: number;
      let top: number;
      if (sourceX >= 0 && sourceX < lastX && sourceY >= 0 && sourceY < lastY) {
        left = sourceX | 0;
        top = sourceY | 0;
        warpedMap[pixel] = instanceMap[((sourceY + 0.5) | 0) * sourceWidth + ((sourceX + 0.5) | 0)];
      } else {
        if (sourceX >= -0.5 && sourceX < lastX + 0.5 && sourceY >= -0.5 && sourceY < lastY + 0.5) {
          warpedMap[pixel] = instanceMap[((sourceY + 0.5) | 0) * sourceWidth + ((sourceX + 0.5) | 0)];
        }
        sourceX = sourceX > 0 ? (sourceX < lastX ? sourceX : lastX) : 0;
        sourceY = sourceY > 0 ? (sourceY < lastY ? sourceY : lastY) : 0;
        left = sourceX < lastX ? sourceX | 0 : lastX - 1;
        top = sourceY < lastY ? sourceY | 0 : lastY - 1;
      }
      const right = sourceX - left;
      const bottom = sourceY - top;
      const keptX = 1 - right;
      const keptY = 1 - bottom;
      const upper = (top * rowLength + 3 * left) | 0;
      const lower = (upper + rowLength) | 0;
      warped[red] =
        ((image[upper] * keptX + image[upper + 3] * right) * keptY +
          (image[lower] * keptX + image[lower + 3] * right) * bottom +
          0.5) |
        0;
      warped[red + 1] =
        ((image[upper + 1] * keptX + image[upper + 4] * right) * keptY +
          (image[lower + 1] * keptX + image[lower + 4] * right) * bottom +
          0.5) |
        0;
      warped[red + 2] =
        ((image[upper + 2] * keptX + image[upper + 5] * right) * keptY +
          (image[lower + 2] * keptX + image[lower + 5] * right) * bottom +
          0.5) |
        0;
    }
  }
  return {
    image: warped,
    instanceMap: warpedMap,
    camera: { matrix: throughAffine(affine, camera.matrix), width, height },
  };
}

/** @returns the matrix of a camera, whose last row is 0 0 1, that sees the mapped image */
function throughAffine(affine: Affine, [a, b, c, d, e, f]: readonly number[]): number[] {
  return [...composeAffine(affine, [a, b, c, d, e, f]), 0, 0, 1];
}
