import type { Random } from '../../common/random';
import type { Vector3 } from '../../geometry/pose';
import { fractalNoise } from '../../meshes/valueNoise';

const OCTAVES = 3;

/**
 * What stands behind a rendered, not photographed, scene: two colors in a random pattern.
 * @param image - [H, W, 3] receives linear RGB
 * @returns mean color
 */
export function drawPlainBackground(random: Random, width: number, image: Float32Array): Vector3 {
  const color = (): Vector3 => [random.uniform(0, 0.8), random.uniform(0, 0.8), random.uniform(0, 0.8)];
  const [first, second] = [color(), color()];
  const frequency = random.uniform(1, 8) / width;
  const seed = random.bits() | 0;
  for (let offset = 0; offset < image.length; offset += 3) {
    const pixel = offset / 3;
    const x = pixel % width;
    const share = fractalNoise(seed, frequency * x, (frequency * (pixel - x)) / width, 0, OCTAVES);
    for (let channel = 0; channel < 3; channel++) {
      image[offset + channel] = first[channel] + share * (second[channel] - first[channel]);
    }
  }
  return [0, 1, 2].map((channel) => (first[channel] + second[channel]) / 2) as unknown as Vector3;
}
