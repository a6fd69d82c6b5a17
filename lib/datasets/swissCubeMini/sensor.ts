import type { Random } from '../../common/random';
import { encodeLinear } from '../../meshes/renderer/colorSpace';

/** The camera behind the optics: blur, sRGB encoding, noise, 8 bits. Keeps its scratch memory between images. */
export class Sensor {
  private readonly scratch: Float32Array;
  private readonly kernel: Float64Array;

  /**
   * @param blur - standard deviation, px
   * @param noise - standard deviation, share of full scale
   */
  constructor(
    private readonly width: number,
    private readonly height: number,
    blur: number,
    private readonly noise: number,
  ) {
    this.scratch = new Float32Array(blur > 0 ? 3 * width * height : 0);
    this.kernel = gaussianKernel(blur);
  }

  /**
   * @param color - [H, W, 3] linear RGB; overwritten by the blur
   * @param image - [H, W, 3] receives RGB bytes
   */
  expose(random: Random, color: Float32Array, image: Uint8Array): void {
    if (this.kernel.length > 1) this.blur(color);
    const deviation = 255 * this.noise;
    for (let index = 0; index < image.length; index += 2) {
      // Box-Muller gives two draws of the normal distribution from two uniform ones.
      const radius = deviation * Math.sqrt(-2 * Math.log(1 - random.uniform()));
      const angle = 2 * Math.PI * random.uniform();
      image[index] = toByte(encodeLinear(color[index]) + radius * Math.cos(angle));
      if (index + 1 < image.length) {
        image[index + 1] = toByte(encodeLinear(color[index + 1]) + radius * Math.sin(angle));
      }
    }
  }

  private blur(color: Float32Array): void {
    const { width, height, scratch } = this;
    this.convolve(color, scratch, height, 3 * width, width, 3);
    this.convolve(scratch, color, width, 3, height, 3 * width);
  }

  /** Convolves lines of `length` pixels that are `step` apart; pixels beyond the ends repeat the last. */
  private convolve(
    from: Float32Array,
    to: Float32Array,
    lines: number,
    lineStep: number,
    length: number,
    step: number,
  ): void {
    const reach = (this.kernel.length - 1) / 2;
    for (let line = 0; line < lines; line++) {
      for (let position = 0; position < length; position++) {
        for (let channel = 0; channel < 3; channel++) {
          const start = line * lineStep + channel;
          let sum = 0;
          for (let tap = -reach; tap <= reach; tap++) {
            const place = Math.min(length - 1, Math.max(0, position + tap));
            sum += this.kernel[tap + reach] * from[start + place * step];
          }
          to[start + position * step] = sum;
        }
      }
    }
  }
}

function gaussianKernel(deviation: number): Float64Array {
  if (deviation === 0) return Float64Array.of(1);
  const reach = Math.ceil(3 * deviation);
  const kernel = Float64Array.from({ length: 2 * reach + 1 }, (_, tap) =>
    Math.exp(-((tap - reach) ** 2) / (2 * deviation * deviation)),
  );
  const sum = kernel.reduce((total, weight) => total + weight, 0);
  return kernel.map((weight) => weight / sum);
}

/** The sensor saturates at both ends. */
function toByte(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : Math.round(value);
}
