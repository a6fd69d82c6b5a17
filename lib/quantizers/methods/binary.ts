/*
 * Binary weights (Rastegari et al., "XNOR-Net", arXiv 1603.05279, section 3.1): -a and a, with a the mean magnitude of the
 * weights that share it (equation 6). A weight w of n sees the gradient of its binary value times 1 / n + a where |w| <= 1,
 * and times 1 / n beyond (the straight-through estimate of section 3.1).
 */
import { tf } from '../../tensor/engine';
import { scaleAxes, type Granularity } from '../channels';
import { followingQuantizer } from './followingQuantizer';
import { straightThrough } from './straightThrough';
import type { WeightQuantizer } from '../weightQuantizer';

/** Makes the quantizer of a layer: 1 bit; in the paper a filter has a scale of its own. */
export function binaryQuantizer(
  method: string,
  layer: string,
  weights: tf.Variable,
  granularity: Granularity = 'channel',
): WeightQuantizer {
  return followingQuantizer(method, layer, weights, 1, granularity, {
    parameters: (values) => [
      tf.mean(tf.abs(values), scaleAxes(values, granularity), granularity !== 'tensor'), // [.., I, O] -> [] or [.., 1, O]
    ],
    simulate(values, [scale]) {
      const count = values.size / scale.size;
      return straightThrough(
        values,
        (w) => tf.where(tf.less(w, 0), tf.neg(scale), scale),
        (w) => tf.add(tf.mul(tf.cast(tf.lessEqual(tf.abs(w), 1), 'float32'), scale), 1 / count),
      );
    },
    table: ([scales]) => ({
      ...{ law: 'binary', lowestCode: 0, scales, zeroPoints: new Int32Array(scales.length) },
      values: Array.from(scales, (scale) => Float32Array.of(-scale, scale)),
    }),
  });
}
