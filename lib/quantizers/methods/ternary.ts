/*
 * Ternary weight networks (Li et al., "TWN", arXiv 1605.04711): -a, 0 and a, with the threshold D = 0.7 mean|w| (equation 6)
 * and a the mean magnitude of the weights beyond it (equation 5), both anew in every pass. Gradients go straight through to
 * the full-precision weights (section 2.3). Levels of exactly least squared error are those of INQ and of post-training
 * quantization at 2 bits.
 */
import { tf } from '../../tensor/engine';
import { scaleAxes, type Granularity } from '../channels';
import { followingQuantizer } from './followingQuantizer';
import { straightThrough } from './straightThrough';
import { uniformTable } from '../weightCodes';
import type { WeightQuantizer } from '../weightQuantizer';

/** Share of the mean magnitude below which a weight becomes zero. */
const thresholdShare = 0.7;

/** Makes the quantizer of a layer: 2 bits, whatever the granularity of its scale. */
export function ternaryQuantizer(
  method: string,
  layer: string,
  weights: tf.Variable,
  granularity: Granularity = 'tensor',
): WeightQuantizer {
  const mask = (values: tf.Tensor, threshold: tf.Tensor) =>
    tf.cast(tf.greater(tf.abs(values), threshold), 'float32');
  return followingQuantizer(method, layer, weights, 2, granularity, {
    parameters(values) {
      const axes = scaleAxes(values, granularity);
      const keep = granularity !== 'tensor';
      const magnitudes = tf.abs(values);
      const threshold = tf.mul(tf.mean(magnitudes, axes, keep), thresholdShare); // [.., I, O] -> [] or [.., 1, O]
      const beyond = mask(values, threshold);
      const sum = tf.sum(tf.mul(magnitudes, beyond), axes, keep); // [.., I, O] -> [] or [.., 1, O]
      return [tf.div(sum, tf.maximum(tf.sum(beyond, axes, keep), 1)), threshold]; // [.., I, O] -> [] or [.., 1, O]
    },
    simulate: (values, [scale, threshold]) =>
      straightThrough(values, (w) => tf.mul(tf.mul(tf.sign(w), mask(w, threshold)), scale)),
    table: ([scale]) => uniformTable(scale, -1, 3),
  });
}
