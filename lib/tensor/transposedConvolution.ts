import { composedConvolution } from './convolution';
import { isNative, tf } from './engine';

/**
 * Transposed convolution with a 3x3 kernel and stride 2 that doubles the size: pixel (y, x) adds its value times
 * weights[i, j] to (2y - 1 + i, 2x - 1 + j), as PyTorch's ConvTranspose2d(3, stride=2, padding=1, output_padding=1) does.
 * @param images - [B, H, W, I]
 * @param weights - [3, 3, I, O]
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
  const outputs = weights.shape[3];
  const swapped = tf.transpose(weights, [0, 1, 3, 2]); // [3, 3, I, O] -> [3, 3, O, I]
  const padded: [number, number, number, number] = [batch, 2 * height + 2, 2 * width + 2, outputs];
  const whole = tf.conv2dTranspose(images, swapped, padded, 2, 'valid'); // [B, H, W, I] -> [B, 2H + 2, 2W + 2, O]
  return tf.slice(whole, [0, 1, 1, 0], [batch, 2 * height, 2 * width, outputs]); // -> [B, 2H, 2W, O]
}

/** The same by an ordinary convolution over an image with zeros between the pixels. */
export function composedTransposedConvolution(images: tf.Tensor4D, weights: tf.Tensor4D): tf.Tensor4D {
  const [batch, height, width, channels] = images.shape;
  const zeros = tf.zerosLike(images);
  const rows = tf.reshape(tf.stack([images, zeros], 2), [batch, 2 * height, width, channels]); // -> [B, 2H, W, I]
  const spread = tf.reshape(tf.stack([rows, tf.zerosLike(rows)], 3), [
    batch,
    2 * height,
    2 * width,
    channels,
  ]); // -> [B, 2H, 2W, I]
  const turned = tf.reverse(weights, [0, 1]);
  return composedConvolution(spread as tf.Tensor4D, turned, { stride: 1, padding: 1 }); // -> [B, 2H, 2W, O]
}
