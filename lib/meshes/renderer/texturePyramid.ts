import type { Texture } from '../mesh';
import { linearOfByte } from './colorSpace';

interface TextureLevel {
  readonly width: number;
  readonly height: number;
  /** [height, width, 3] linear RGB */
  readonly pixels: Float32Array;
}

/** A texture and its halvings down to one texel, in linear light: minified lookups do not alias. */
export interface TexturePyramid {
  readonly levels: readonly TextureLevel[];
  readonly repeats: boolean;
}

/** @returns the pyramid (mipmap) of a texture; sides that are odd lose their last row or column on halving */
export function buildTexturePyramid(texture: Texture): TexturePyramid {
  const pixels = Float32Array.from(texture.pixels, (byte) => linearOfByte[byte]);
  const levels: TextureLevel[] = [{ width: texture.width, height: texture.height, pixels }];
  let last = levels[0];
  while (last.width > 1 || last.height > 1) {
    last = halve(last);
    levels.push(last);
  }
  return { levels, repeats: texture.repeats === true };
}

/** Mean of 2x2 texels. */
function halve({ width, height, pixels }: TextureLevel): TextureLevel {
  const halfWidth = Math.max(1, width >> 1);
  const halfHeight = Math.max(1, height >> 1);
  const half = new Float32Array(halfWidth * halfHeight * 3); // [H, W, 3] -> [H/2, W/2, 3]
  for (let y = 0; y < halfHeight; y++) {
    const top = Math.min(height - 1, 2 * y) * width;
    const bottom = Math.min(height - 1, 2 * y + 1) * width;
    for (let x = 0; x < halfWidth; x++) {
      const left = Math.min(width - 1, 2 * x);
      const right = Math.min(width - 1, 2 * x + 1);
      for (let channel = 0; channel < 3; channel++) {
        half[3 * (y * halfWidth + x) + channel] =
          (pixels[3 * (top + left) + channel] +
            pixels[3 * (top + right) + channel] +
            pixels[3 * (bottom + left) + channel] +
            pixels[3 * (bottom + right) + channel]) /
          4;
      }
    }
  }
  return { width: halfWidth, height: halfHeight, pixels: half };
}

/**
 * Trilinear lookup, clamped at the texture's edges unless it repeats.
 * @param u - to the right, 0 to 1
 * @param v - upward, 0 to 1
 * @param level - log2 of texels a pixel; below 0 the finest level, above the last the coarsest
 * @param color - [3] receives linear RGB
 */
export function sampleTexture(
  { levels, repeats }: TexturePyramid,
  u: number,
  v: number,
  level: number,
  color: Float64Array,
): void {
  const last = levels.length - 1;
  const clamped = level > 0 ? (level < last ? level : last) : 0;
  const fine = Math.floor(clamped);
  const blend = clamped - fine;
  color[0] = color[1] = color[2] = 0;
  addBilinear(levels[fine], u, v, 1 - blend, color, repeats);
  if (blend > 0) addBilinear(levels[fine + 1], u, v, blend, color, repeats);
}

function addBilinear(
  { width, height, pixels }: TextureLevel,
  u: number,
  v: number,
  weight: number,
  color: Float64Array,
  repeats: boolean,
): void {
  let x = u * width - 0.5;
  let y = (1 - v) * height - 0.5;
  if (repeats) {
    x -= width * Math.floor(x / width);
    y -= height * Math.floor(y / height);
  } else {
    x = x > 0 ? (x < width - 1 ? x : width - 1) : 0;
    y = y > 0 ? (y < height - 1 ? y : height - 1) : 0;
  }
  const left = Math.min(width - 1, Math.floor(x));
  const top = Math.min(height - 1, Math.floor(y));
  const right = left < width - 1 ? left + 1 : repeats ? 0 : left;
  const bottom = top < height - 1 ? top + 1 : repeats ? 0 : top;
  const alongX = x - left;
  const alongY = y - top;
  const a = 3 * (top * width + left);
  const b = 3 * (top * width + right);
  const c = 3 * (bottom * width + left);
  const d = 3 * (bottom * width + right);
  const weightA = weight * (1 - alongX) * (1 - alongY);
  const weightB = weight * alongX * (1 - alongY);
  const weightC = weight * (1 - alongX) * alongY;
  const weightD = weight * alongX * alongY;
  color[0] += weightA * pixels[a] + weightB * pixels[b] + weightC * pixels[c] + weightD * pixels[d];
  color[1] +=
    weightA * pixels[a + 1] + weightB * pixels[b + 1] + weightC * pixels[c + 1] + weightD * pixels[d + 1];
  color[2] +=
    weightA * pixels[a + 2] + weightB * pixels[b + 2] + weightC * pixels[c + 2] + weightD * pixels[d + 2];
}
