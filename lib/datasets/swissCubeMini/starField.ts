import type { Random } from '../../common/random';

/** Stars a square of a sixty-fourth of the image's width. */
const DENSITY = 0.004;
/** Standard deviation of a star's image, px. */
const SPREAD = 0.55;
const REACH = 2;

/** Adds stars, few of them bright, to [H, W, 3] linear RGB. */
export function addStars(random: Random, sky: Float32Array, width: number, height: number): void {
  const count = Math.round(DENSITY * 64 * 64 * (height / width) * random.uniform(0.4, 1.6) * starGain(width));
  for (let star = 0; star < count; star++) {
    const x = random.uniform(-0.5, width - 0.5);
    const y = random.uniform(-0.5, height - 0.5);
    const brightness = 0.05 + 1.1 * random.uniform() ** 5;
    const warmth = random.uniform(-0.25, 0.25);
    const color = [brightness * (1 + warmth), brightness, brightness * (1 - warmth)];
    splat(sky, width, height, x, y, color);
  }
}

/** A larger image resolves more stars, as their images stay as small. */
function starGain(width: number): number {
  return Math.sqrt(width / 64) * Math.max(1, width / 128);
}

function splat(
  sky: Float32Array,
  width: number,
  height: number,
  x: number,
  y: number,
  color: readonly number[],
): void {
  const left = Math.max(0, Math.ceil(x - REACH));
  const right = Math.min(width - 1, Math.floor(x + REACH));
  const bottom = Math.min(height - 1, Math.floor(y + REACH));
  for (let row = Math.max(0, Math.ceil(y - REACH)); row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const weight = Math.exp(-((column - x) ** 2 + (row - y) ** 2) / (2 * SPREAD * SPREAD));
      const pixel = 3 * (row * width + column);
      sky[pixel] += weight * color[0];
      sky[pixel + 1] += weight * color[1];
      sky[pixel + 2] += weight * color[2];
    }
  }
}
