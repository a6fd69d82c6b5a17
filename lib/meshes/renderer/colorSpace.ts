/** Linear intensity of each sRGB byte (IEC 61966-2-1). */
export const linearOfByte: Float32Array = Float32Array.from({ length: 256 }, (_, byte) => {
  const value = byte / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
});

const ENCODING_STEPS = 4096;

/** sRGB values (0 to 255, not rounded) of linear intensities 0, 1/4096, ... , 1. */
const encodedOfLinear: Float32Array = Float32Array.from({ length: ENCODING_STEPS + 2 }, (_, step) => {
  const value = Math.min(1, step / ENCODING_STEPS);
  return 255 * (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055);
});

/**
 * @param linear - linear intensity; below 0 reads as black and above 1 as white, as a sensor saturates
 * @returns sRGB value from 0 to 255, not rounded
 */
export function encodeLinear(linear: number): number {
  if (!(linear > 0)) return 0;
  if (linear >= 1) return 255;
  const position = linear * ENCODING_STEPS;
  const step = Math.floor(position);
  const low = encodedOfLinear[step];
  return low + (encodedOfLinear[step + 1] - low) * (position - step);
}
