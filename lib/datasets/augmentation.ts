import type { Random } from '../common/random';
import type { Camera } from '../geometry/camera';

/** How far training images are moved and recolored at random. All zero leaves them as they are. */
export interface AugmentationConfiguration {
  /** Largest shift along each axis, as a share of the image's side */
  readonly shift: number;
  /** Largest change of scale: 0.1 for 0.9 to 1.1 */
  readonly scale: number;
  /** Largest rotation in the image plane, degrees */
  readonly rotation: number;
  /** Largest change of brightness, as a share of 255 */
  readonly brightness: number;
  /** Largest relative change of contrast */
  readonly contrast: number;
  /** Deviation of the noise added to every byte, of 255 */
  readonly noise: number;
}

/** Changes nothing. */
export const noAugmentation: AugmentationConfiguration = {
  shift: 0,
  scale: 0,
  rotation: 0,
  brightness: 0,
  contrast: 0,
  noise: 0,
};

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
 * Moves and recolors an image. The pose stays: the move is a change of the camera, K' = A K, so labels that are computed
 * from camera and pose stay exact.
 */
export function augment(
  source: CameraImage,
  configuration: AugmentationConfiguration,
  random: Random,
): CameraImage {
  const { width, height } = source.camera;
  const affine = randomAffine(width, height, configuration, random);
  const moved = affine === undefined ? source : warp(source, affine);
  return { ...moved, image: recolor(moved.image, configuration, random) };
}

/** Rotation and scale about the image's center, then a shift; undefined where the configuration moves nothing. */
function randomAffine(
  width: number,
  height: number,
  { shift, scale, rotation }: AugmentationConfiguration,
  random: Random,
): Affine | undefined {
  if (shift === 0 && scale === 0 && rotation === 0) return undefined;
  const angle = (random.uniform(-rotation, rotation) * Math.PI) / 180;
  const factor = 1 + random.uniform(-scale, scale);
  const [cosine, sine] = [factor * Math.cos(angle), factor * Math.sin(angle)];
  const [centerX, centerY] = [(width - 1) / 2, (height - 1) / 2];
  const shiftX = random.uniform(-shift, shift) * width;
  const shiftY = random.uniform(-shift, shift) * height;
  return [
    cosine,
    -sine,
    centerX - cosine * centerX + sine * centerY + shiftX,
    sine,
    cosine,
    centerY - sine * centerX - cosine * centerY + shiftY,
  ];
}

/** Draws the image under an affine map: colors bilinear, the border repeated; instances by the nearest pixel, none outside. */
export function warp({ image, instanceMap, camera }: CameraImage, affine: Affine): CameraImage {
  const { width, height } = camera;
  const [a, b, c, d, e, f] = affine;
  const determinant = a * e - b * d;
  const warped = new Uint8Array(image.length);
  const warpedMap = new Uint8Array(instanceMap.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sourceX = (e * (x - c) - b * (y - f)) / determinant;
      const sourceY = (a * (y - f) - d * (x - c)) / determinant;
      const target = y * width + x;
      const nearestX = Math.round(sourceX);
      const nearestY = Math.round(sourceY);
      if (nearestX >= 0 && nearestX < width && nearestY >= 0 && nearestY < height) {
        warpedMap[target] = instanceMap[nearestY * width + nearestX];
      }
      sampleBilinear(image, width, height, sourceX, sourceY, warped, 3 * target);
    }
  }
  return {
    image: warped,
    instanceMap: warpedMap,
    camera: { ...camera, matrix: multiplyAffine(affine, camera.matrix) },
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
  const insideX = Math.min(Math.max(x, 0), width - 1);
  const insideY = Math.min(Math.max(y, 0), height - 1);
  const left = Math.min(Math.floor(insideX), width - 2);
  const top = Math.min(Math.floor(insideY), height - 2);
  const shareX = insideX - left;
  const shareY = insideY - top;
  const first = 3 * (top * width + left);
  const below = first + 3 * width;
  for (let channel = 0; channel < 3; channel++) {
    const upper = image[first + channel] * (1 - shareX) + image[first + 3 + channel] * shareX;
    const lower = image[below + channel] * (1 - shareX) + image[below + 3 + channel] * shareX;
    target[offset + channel] = Math.round(upper * (1 - shareY) + lower * shareY);
  }
}

function recolor(image: Uint8Array, configuration: AugmentationConfiguration, random: Random): Uint8Array {
  const { brightness, contrast, noise } = configuration;
  if (brightness === 0 && contrast === 0 && noise === 0) return image;
  const offset = random.uniform(-brightness, brightness) * 255;
  const gain = 1 + random.uniform(-contrast, contrast);
  const result = new Uint8ClampedArray(image.length);
  for (let index = 0; index < image.length; index++) {
    const disturbance = noise === 0 ? 0 : random.normal(0, noise);
    result[index] = (image[index] - 127.5) * gain + 127.5 + offset + disturbance;
  }
  return new Uint8Array(result.buffer);
}

function multiplyAffine([a, b, c, d, e, f]: Affine, matrix: readonly number[]): number[] {
  const row = (x: number, y: number, z: number) =>
    [0, 1, 2].map((column) => x * matrix[column] + y * matrix[3 + column] + z * matrix[6 + column]);
  return [...row(a, b, c), ...row(d, e, f), 0, 0, 1];
}
