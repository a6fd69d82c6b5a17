/**
 * Blackens every pixel that an instance covers, and those around it (the masked image of CA-SpaceNet, arXiv 2207.07869):
 * what is left is the background alone.
 * @param image - [H, W, 3] RGB bytes
 * @param instanceMap - [H, W] 0 where no instance is visible
 * @param width - W, px
 * @param margin - how far beyond the mask, px, in a square around each of its pixels
 * @returns [H, W, 3], a new array
 */
export function eraseInstances(
  image: Uint8Array,
  instanceMap: Uint8Array,
  width: number,
  margin: number,
): Uint8Array {
  const height = instanceMap.length / width;
  const erased = image.slice();
  for (let pixel = 0; pixel < instanceMap.length; pixel++) {
    if (instanceMap[pixel] === 0) continue;
    const [row, column] = [Math.floor(pixel / width), pixel % width];
    const left = Math.max(0, column - margin);
    const end = Math.min(width, column + margin + 1);
    for (let y = Math.max(0, row - margin); y < Math.min(height, row + margin + 1); y++)
      erased.fill(0, 3 * (y * width + left), 3 * (y * width + end));
  }
  return erased;
}
