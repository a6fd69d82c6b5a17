import { tf } from '../../tensor/engine';

/**
 * Smooth L1 norm of a difference (Girshick, arXiv 1504.08083), entry by entry: d^2 / 2 below 1, |d| - 1/2 beyond.
 * @param prediction - any shape
 * @param truth - the same shape
 */
export function smoothL1(prediction: tf.Tensor, truth: tf.Tensor): tf.Tensor {
  const distance = tf.abs(tf.sub(prediction, truth));
  const quadratic = tf.minimum(distance, 1);
  return tf.add(tf.mul(tf.square(quadratic), 0.5), tf.sub(distance, quadratic));
}
