import type { Camera } from '../geometry/camera';

/** A map of the image plane, [a, b, c, d, e, f]: x' = a x + b y + c, y' = d x + e y + f. */
export type Affine = readonly [number, number, number, number, number, number];

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
 * @param affine - from the source's pixels to those of the result
 * @param width - of the result, px
 * @param height - of the result, px
 */
export function warp(source: CameraImage, affine: Affine, width: number, height: number): CameraImage {
  const { image, instanceMap, camera } = source;
  const [a, b, c, d, e, f] = affine;
  const determinant = a * e - b * d;
  const warped = new Uint8Array(3 * width * height);
  const warpedMap = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const [rowX, rowY] = [b * (y - f), a * (y - f)];
    for (let x = 0; x < width; x++) {
      const sourceX = (e * (x - c) - rowX) / determinant;
      const sourceY = (rowY - d * (x - c)) / determinant;
      const target = y * width + x;
      const nearestX = Math.floor(sourceX + 0.5);
      const nearestY = Math.floor(sourceY + 0.5);
      if (nearestX >= 0 && nearestX < camera.width && nearestY >= 0 && nearestY < camera.height) {
        warpedMap[target] = instanceMap[nearestY * camera.width + nearestX];
      }
      sampleBilinear(image, camera.width, camera.height, sourceX, sourceY, warped, 3 * target);
    }
  }
  return {
    image: warped,
    instanceMap: warpedMap,
    camera: { matrix: multiplyAffine(affine, camera.matrix), width, height },
  };
}

function sampleBilinear(
  image: Uint8Array,
  width: number,
  height: number,
  x: number,
  y: number,
  target: Uint8Array,
  offset: number,
): void {
  const insideX = x > 0 ? (x < width - 1 ? x : width - 1) : 0;
  const insideY = y > 0 ? (y < height - 1 ? y : height - 1) : 0;
  const left = insideX < width - 1 ? insideX | 0 : width - 2;
  const top = insideY < height - 1 ? insideY | 0 : height - 2;
  const right = insideX - left;
  const bottom = insideY - top;
  const first = 3 * (top * width + left);
  const below = first + 3 * width;
  for (let channel = 0; channel < 3; channel++) {
    const upper = image[first + channel] * (1 - right) + image[first + 3 + channel] * right;
    const lower = image[below + channel] * (1 - right) + image[below + 3 + channel] * right;
    target[offset + channel] = (upper * (1 - bottom) + lower * bottom + 0.5) | 0;
  }
}

function multiplyAffine([a, b, c, d, e, f]: Affine, matrix: readonly number[]): number[] {
  const row = (x: number, y: number, z: number) =>
    [0, 1, 2].map((column) => x * matrix[column] + y * matrix[3 + column] + z * matrix[6 + column]);
  return [...row(a, b, c), ...row(d, e, f), 0, 0, 1];
}
