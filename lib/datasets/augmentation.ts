import type { Affine } from '../geometry/affine';
import type { Random } from '../common/random';
import { warp, type CameraImage } from './imageWarp';

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
  const moved = affine === undefined ? source : warp(source, affine, width, height);
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
