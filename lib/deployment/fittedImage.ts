import type { Affine } from '../geometry/affine';
import { between } from '../datasets/internalCamera';
import { warp } from '../datasets/imageWarp';
import type { Camera } from '../geometry/camera';
import type { Matrix3 } from '../geometry/pose';

/** An image of a network's size, and the camera that sees it from where the original's does: poses are the same. */
export interface FittedImage {
  /** [H, W, 3] RGB bytes */
  readonly image: Uint8Array;
  readonly camera: Camera;
}

/**
 * Brings an image to a network's size. Images that are more than twice too fine are averaged over whole blocks of pixels first,
 * so that at most every second pixel is left out, as in training; then they are sampled, the border repeated.
 * @param size - of the network's input, px
 * @param cameraMatrix - of the camera that the network looks through; the whole image is fitted into the middle without it
 */
export function fitImage(
  image: Uint8Array,
  camera: Camera,
  size: Pick<Camera, 'width' | 'height'>,
  cameraMatrix: Matrix3 | undefined,
): FittedImage {
  const { width, height } = size;
  const affine =
    cameraMatrix === undefined
      ? fittingAffine(camera, size)
      : between(camera, { matrix: cameraMatrix, width, height });
  if (isIdentity(affine) && camera.width === width && camera.height === height) return { image, camera };
  const block = Math.max(1, Math.ceil(1 / (2 * scaleOf(affine)) - 1e-9));
  const coarse = averageBlocks(image, camera, block); // [H, W, 3] -> [H / block, W / block, 3]
  const middle = (block - 1) / 2;
  const [a, b, c, d, e, f] = affine;
  const rest: Affine = [
    ...[block * a, block * b, a * middle + b * middle + c],
    ...[block * d, block * e, d * middle + e * middle + f],
  ] as unknown as Affine;
  const instanceMap = new Uint8Array(coarse.camera.width * coarse.camera.height);
  const warped = warp({ ...coarse, instanceMap }, rest, width, height); // -> [height, width, 3]
  return { image: warped.image, camera: warped.camera };
}

/** Scales the whole image into the middle; pixels reach half a pixel beyond their centers. */
function fittingAffine(camera: Camera, { width, height }: Pick<Camera, 'width' | 'height'>): Affine {
  const scale = Math.min(width / camera.width, height / camera.height);
  const shift = (inner: number, outer: number) => (outer - scale * inner) / 2 + (scale - 1) / 2;
  return [scale, 0, shift(camera.width, width), 0, scale, shift(camera.height, height)];
}

/** The mean of each block of pixels; pixels that fill no block at the right and lower border are left out. */
function averageBlocks(image: Uint8Array, camera: Camera, block: number): FittedImage {
  if (block === 1) return { image, camera };
  const [width, height] = [Math.floor(camera.width / block), Math.floor(camera.height / block)];
  const averaged = new Uint8Array(3 * width * height);
  const sums = new Float64Array(3 * width);
  for (let row = 0; row < height; row++) {
    sums.fill(0);
    for (let y = row * block; y < (row + 1) * block; y++) {
      for (let x = 0; x < width * block; x++) {
        const from = 3 * (y * camera.width + x);
        const to = 3 * Math.floor(x / block);
        for (let color = 0; color < 3; color++) sums[to + color] += image[from + color];
      }
    }
    for (let index = 0; index < 3 * width; index++) {
      averaged[3 * row * width + index] = Math.round(sums[index] / block ** 2);
    }
  }
  const middle = (block - 1) / 2;
  const [a, b, c, d, e, f] = camera.matrix;
  const matrix = [
    a / block,
    b / block,
    (c - middle) / block,
    d / block,
    e / block,
    (f - middle) / block,
    0,
    0,
    1,
  ];
  return { image: averaged, camera: { matrix, width, height } };
}

function scaleOf([a, b, , d, e]: Affine): number {
  return Math.sqrt(Math.abs(a * e - b * d));
}

function isIdentity(affine: Affine): boolean {
  return affine.every((value, index) => Math.abs(value - [1, 0, 0, 0, 1, 0][index]) < 1e-12);
}
