import { tf } from './engine';

/**
 * Repeats every pixel in a square of 2 x 2 (nearest neighbour).
 * @param images - [B, H, W, C]
 */
export function upsampleNearest(images: tf.Tensor4D): tf.Tensor4D {
  const [, height, width] = images.shape;
  return tf.image.resizeNearestNeighbor(images, [2 * height, 2 * width]); // [B, H, W, C] -> [B, 2H, 2W, C]
}
