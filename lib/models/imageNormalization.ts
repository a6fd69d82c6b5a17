/** Mean and deviation of ImageNet's colors, 0 to 255, that the public backbones were trained with. */
const mean = [0.485 * 255, 0.456 * 255, 0.406 * 255];
const deviation = [0.229 * 255, 0.224 * 255, 0.225 * 255];

const table = mean.map((center, channel) =>
  Float32Array.from({ length: 256 }, (_, value) => (value - center) / deviation[channel]),
);

/**
 * Writes (value - mean) / deviation of RGB bytes.
 * @param image - [H, W, 3] bytes
 * @param target - written from `offset` on
 */
export function normalizeImage(image: Uint8Array, target: Float32Array, offset: number): void {
  for (let index = 0; index < image.length; index += 3) {
    target[offset + index] = table[0][image[index]];
    target[offset + index + 1] = table[1][image[index + 1]];
    target[offset + index + 2] = table[2][image[index + 2]];
  }
}
