import { isNative, tf } from './engine';

/**
 * Repeats every pixel in a square of 2 x 2 (nearest neighbor).
 * @param images - [B, H, W, C]
 */
export function upsampleNearest(images: tf.Tensor4D): tf.Tensor4D {
  if (!isNative()) return composedUpsampling(images);
  const [, height, width] = images.shape;
  return tf.image.resizeNearestNeighbor(images, [2 * height, 2 * width]); // [B, H, W, C] -> [B, 2H, 2W, C]
}

/** The same by stacking: tfjs's own gradient of nearest-neighbor resizing differs on its JavaScript backend. */
export function composedUpsampling(images: tf.Tensor4D): tf.Tensor4D {
  const [batch, height, width, channels] = images.shape;
  const rows = tf.reshape(tf.stack([images, images], 2), [batch, 2 * height, width, channels]); // -> [B, 2H, W, C]
  return tf.reshape(tf.stack([rows, rows], 3), [batch, 2 * height, 2 * width, channels]); // -> [B, 2H, 2W, C]
}
