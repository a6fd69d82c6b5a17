import type { Random } from '../../common/random';
import { encodeLinear } from '../../meshes/renderer/colorSpace';

/** Points along the way of a shaken camera that an image is the mean of */
const SHAKE_POINTS = 5;
/** Longest way, px */
const LONGEST_SHAKE = 3;
/** Ways below this cannot be seen, px */
const SHORTEST_SHAKE = 0.3;

/** A camera in somebody's hand: motion blur, exposure, white balance, noise of photons and of reading, 8 bits. */
export class PhotographicCamera {
  private readonly shaken: Float32Array;

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {
    this.shaken = new Float32Array(3 * width * height);
  }

  /**
   * @param color - [H, W, 3] linear RGB
   * @param image - [H, W, 3] receives RGB bytes
   */
  expose(random: Random, color: Float32Array, image: Uint8Array): void {
    const light = this.shake(random, color);
    const exposure = Math.exp(random.normal(0, 0.15));
    const [warmth, tint] = [random.normal(0, 0.12), random.normal(0, 0.04)];
    const gains = [exposure * Math.exp(warmth), exposure * Math.exp(tint), exposure * Math.exp(-warmth)];
    const [readNoise, photonNoise] = [random.uniform(0.003, 0.012), random.uniform(0, 0.0012)];
    for (let index = 0; index < image.length; index += 2) {
      // Box-Muller gives two draws of the normal distribution from two uniform ones.
      const radius = Math.sqrt(-2 * Math.log(1 - random.uniform()));
      const angle = 2 * Math.PI * random.uniform();
      for (let next = index; next < Math.min(index + 2, image.length); next++) {
        const value = gains[next % 3] * light[next];
        const deviation = Math.sqrt(readNoise * readNoise + photonNoise * value);
        const draw = radius * (next === index ? Math.cos(angle) : Math.sin(angle));
        image[next] = Math.round(encodeLinear(value + deviation * draw));
      }
    }
  }

  /** The mean over a straight way whose middle is where the image was; mostly a short one. */
  private shake(random: Random, color: Float32Array): Float32Array {
    const length = LONGEST_SHAKE * random.uniform() ** 2;
    const angle = random.uniform(0, Math.PI);
    if (length < SHORTEST_SHAKE) return color;
    const { width, height, shaken } = this;
    shaken.fill(0);
    for (let point = 0; point < SHAKE_POINTS; point++) {
      const way = length * (point / (SHAKE_POINTS - 1) - 0.5);
      this.addShifted(color, way * Math.cos(angle), way * Math.sin(angle), 1 / SHAKE_POINTS);
    }
    return shaken.subarray(0, 3 * width * height);
  }

  /** Adds the image seen from a place (dx, dy) px away; beyond its edges the last pixels go on. */
  private addShifted(color: Float32Array, dx: number, dy: number, weight: number): void {
    const { width, height, shaken } = this;
    const [left, top] = [Math.floor(dx), Math.floor(dy)];
    const [shareX, shareY] = [dx - left, dy - top];
    const clamp = (place: number, size: number) => (place < 0 ? 0 : place >= size ? size - 1 : place);
    for (let y = 0; y < height; y++) {
      const upper = width * clamp(y + top, height);
      const lower = width * clamp(y + top + 1, height);
      for (let x = 0; x < width; x++) {
        const first = clamp(x + left, width);
        const second = clamp(x + left + 1, width);
        const pixel = 3 * (y * width + x);
        for (let channel = 0; channel < 3; channel++) {
          const above =
            color[3 * (upper + first) + channel] * (1 - shareX) +
            color[3 * (upper + second) + channel] * shareX;
          const below =
            color[3 * (lower + first) + channel] * (1 - shareX) +
            color[3 * (lower + second) + channel] * shareX;
          shaken[pixel + channel] += weight * (above * (1 - shareY) + below * shareY);
        }
      }
    }
  }
}
