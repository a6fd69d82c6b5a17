import { composedConvolution } from './convolution';
import { isNative, tf } from './engine';

/**
 * Transposed convolution of stride 2 that doubles the size: pixel (y, x) adds its value times weights[i, j] to
 * (2y - p + i, 2x - p + j), where p is 1 for a 3x3 kernel and 0 for a 2x2 one. PyTorch's ConvTranspose2d(3, stride=2, padding=1,
 * output_padding=1) and ConvTranspose2d(2, stride=2) do so.
 * @param images - [B, H, W, I]
 * @param weights - [K, K, I, O], K 2 or 3
 * @returns [B, 2H, 2W, O]
 */
export function transposedConvolution(images: tf.Tensor4D, weights: tf.Tensor4D): tf.Tensor4D {
  return isNative()
    ? nativeTransposedConvolution(images, weights)
    : composedTransposedConvolution(images, weights);
}

/** The gradient of a convolution of stride 2 by its input; the border that the padding adds is cut off. */
function nativeTransposedConvolution(images: tf.Tensor4D, weights: tf.Tensor4D): tf.Tensor4D {
  const [batch, height, width] = images.shape;
  const [kernel, , , outputs] = weights.shape;
  const padding = kernel - 2;
  const swapped = tf.transpose(weights, [0, 1, 3, 2]); // [K, K, I, O] -> [K, K, O, I]
  const [rows, columns] = [2 * height + 2 * padding, 2 * width + 2 * padding];
  const whole = tf.conv2dTranspose(images, swapped, [batch, rows, columns, outputs], 2, 'valid'); // -> [B, 2H + 2p, 2W + 2p, O]
  return tf.slice(whole, [0, padding, padding, 0], [batch, 2 * height, 2 * width, outputs]); // -> [B, 2H, 2W, O]
}

/** The same by an ordinary convolution over an image with zeros between the pixels. */
export function composedTransposedConvolution(images: tf.Tensor4D, weights: tf.Tensor4D): tf.Tensor4D {
  const [batch, height, width, channels] = images.shape;
  const rows = tf.reshape(tf.stack([images, tf.zerosLike(images)], 2), [batch, 2 * height, width, channels]); // -> [B, 2H, W, I]
  const columns = tf.stack([rows, tf.zerosLike(rows)], 3);
  const spread = tf.reshape(columns, [batch, 2 * height, 2 * width, channels]); // -> [B, 2H, 2W, I]
  const sides: [number, number] = [1, weights.shape[0] - 2];
  const padded = tf.pad(spread, [[0, 0], sides, sides, [0, 0]]) as tf.Tensor4D; // -> [B, 2H + K - 1, 2W + K - 1, I]
  return composedConvolution(padded, tf.reverse(weights, [0, 1]), { stride: 1, padding: 0 }); // -> [B, 2H, 2W, O]
}
