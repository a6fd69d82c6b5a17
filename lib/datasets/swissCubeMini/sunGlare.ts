import type { Vector3 } from '../../geometry/pose';
import { LEAST_GLARE_COSINE } from './scene';

/** Radians: the overexposed disc, its bright rim, and the wide halo of the optics. */
const DISC = 0.02;
const RIM = 0.06;
const HALO = 0.16;

/** @returns whether the Sun is near enough to the image to shine into it */
export function hasGlare(sun: Vector3): boolean {
  return sun[2] >= LEAST_GLARE_COSINE;
}

/**
 * Adds the Sun to [H, W, 3] linear RGB.
 * @param rays - [H, W, 3] unit vectors
 * @param isVeil - the light that the optics scatter over the whole image, objects included, instead of disc and rim
 */
export function addGlare(sun: Vector3, rays: Float32Array, color: Float32Array, isVeil: boolean): void {
  for (let pixel = 0; pixel < rays.length; pixel += 3) {
    const cosine = rays[pixel] * sun[0] + rays[pixel + 1] * sun[1] + rays[pixel + 2] * sun[2];
    const angle = Math.acos(cosine < 1 ? cosine : 1);
    const halo = 0.35 / (1 + (angle / HALO) ** 2) ** 1.5;
    const light = isVeil
      ? 0.4 * halo
      : 6 * Math.exp(-((angle / DISC) ** 2)) + 1.2 * Math.exp(-angle / RIM) + halo;
    color[pixel] += light;
    color[pixel + 1] += 0.93 * light;
    color[pixel + 2] += 0.8 * light;
  }
}
