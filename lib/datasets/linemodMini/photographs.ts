import { multiplyMatrices, rotationAbout } from '../../geometry/rotations';
import type { Random } from '../../common/random';
import type { Vector3 } from '../../geometry/pose';

/** Photographs of places all around, of the package `@pmndrs/assets` (CC0). */
const places = [
  'apartment',
  'bridge',
  'city',
  'esplanade',
  'forest',
  'hall',
  'lab',
  'lobby',
  'warehouse',
  'workshop',
];

/** Linear light from all directions: column 0 to the left edge, row 0 downward, azimuth and height uniform. */
interface Panorama {
  readonly width: number;
  readonly height: number;
  /** [height, width, 4] linear red, green, blue and opacity */
  readonly data: Float32Array;
}

/** Floating-point numbers, to the reader of the panoramas' format */
const FLOAT = 1015;
const DEGREE = Math.PI / 180;
/** Degrees by which a photograph looks up from the horizon, at most and at least */
const pitches = { minimum: -40, maximum: 10 };
/** What a photograph is exposed to: mean of the logarithms of its luminance */
const MIDDLE_GRAY = 0.2;
/** Least luminance that counts, against black */
const DARKEST = 1e-3;

let loading: Promise<Photographs> | undefined;

/** Real places as a camera sees them, for what stands behind objects. */
export class Photographs {
  private constructor(private readonly panoramas: readonly Panorama[]) {}

  /** Decodes the photographs, once a process. */
  static load(): Promise<Photographs> {
    loading ??= Promise.all(places.map(readPanorama)).then((panoramas) => new Photographs(panoramas));
    return loading;
  }

  /**
   * Takes a photograph of a random place in a random direction.
   * @param rays - [H, W, 3] unit vectors of the pixels in the camera's frame
   * @param image - [H, W, 3] receives linear RGB, exposed so that its middle is gray
   * @returns mean color
   */
  take(random: Random, rays: Float32Array, image: Float32Array): Vector3 {
    const panorama = this.panoramas[random.integer(this.panoramas.length)];
    const pitch = random.uniform(pitches.minimum, pitches.maximum) * DEGREE;
    const [a, b, c, d, e, f, g, h, i] = multiplyMatrices(
      rotationAbout([0, 1, 0], random.uniform(0, 2 * Math.PI)),
      rotationAbout([1, 0, 0], pitch),
    );
    const brightness = random.uniform(0.7, 1.5);
    let logarithms = 0;
    for (let offset = 0; offset < image.length; offset += 3) {
      const [x, y, z] = [rays[offset], rays[offset + 1], rays[offset + 2]];
      sample(panorama, a * x + b * y + c * z, d * x + e * y + f * z, g * x + h * y + i * z, image, offset);
      const luminance = 0.2126 * image[offset] + 0.7152 * image[offset + 1] + 0.0722 * image[offset + 2];
      logarithms += Math.log(Math.max(DARKEST, luminance));
    }
    const exposure = (brightness * MIDDLE_GRAY) / Math.exp((3 * logarithms) / image.length);
    const sums = [0, 0, 0];
    for (let index = 0; index < image.length; index++) {
      image[index] *= exposure;
      sums[index % 3] += Math.min(1, image[index]);
    }
    const [red, green, blue] = sums.map((sum) => (3 * sum) / image.length);
    return [red, green, blue];
  }
}

/** Blends the four nearest points; x right, y down, z ahead. What is below 0 beside lamps, from its compression, is black. */
function sample(
  { width, height, data }: Panorama,
  x: number,
  y: number,
  z: number,
  image: Float32Array,
  offset: number,
): void {
  const column = (Math.atan2(x, z) / (2 * Math.PI) + 0.5) * width - 0.5;
  const row = Math.min(
    height - 1,
    Math.max(0, (0.5 - Math.asin(Math.max(-1, Math.min(1, y))) / Math.PI) * height - 0.5),
  );
  const left = Math.floor(column);
  const bottom = Math.min(height - 2, Math.floor(row));
  const [shareX, shareY] = [column - left, row - bottom];
  const first = (left + width) % width;
  const second = (first + 1) % width;
  const [low, high] = [4 * bottom * width, 4 * (bottom + 1) * width];
  for (let channel = 0; channel < 3; channel++) {
    const below = data[low + 4 * first + channel] * (1 - shareX) + data[low + 4 * second + channel] * shareX;
    const above =
      data[high + 4 * first + channel] * (1 - shareX) + data[high + 4 * second + channel] * shareX;
    image[offset + channel] = Math.max(0, below * (1 - shareY) + above * shareY);
  }
}

async function readPanorama(place: string): Promise<Panorama> {
  const { default: parseExr } = await import('parse-exr');
  const module = (await import(`@pmndrs/assets/hdri/${place}.exr.js`)) as { readonly default: string };
  const encoded = module.default.slice(module.default.indexOf(',') + 1);
  const { width, height, data } = parseExr(Uint8Array.from(Buffer.from(encoded, 'base64')).buffer, FLOAT);
  return { width, height, data: data as Float32Array };
}
