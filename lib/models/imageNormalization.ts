/** Mean and deviation of ImageNet's colors, 0 to 255, that the public backbones were trained with. */
export const colorNormalization = {
  mean: [0.485 * 255, 0.456 * 255, 0.406 * 255],
  deviation: [0.229 * 255, 0.224 * 255, 0.225 * 255],
} as const;

const [reds, greens, blues] = colorNormalization.mean.map((center, channel) =>
  Float32Array.from({ length: 256 }, (_, value) => (value - center) / colorNormalization.deviation[channel]),
);

/**
 * Writes (value - mean) / deviation of RGB bytes.
 * @param image - [H, W, 3] bytes
 * @param target - written from `offset` on
 */
export function normalizeImage(image: Uint8Array, target: Float32Array, offset: number): void {
  const row = target.subarray(offset, offset + image.length);
  for (let index = 0; index < image.length; index += 3) {
    row[index] = reds[image[index]];
    row[index + 1] = greens[image[index + 1]];
    row[index + 2] = blues[image[index + 2]];
  }
}
