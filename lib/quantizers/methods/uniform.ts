/*
 * Uniform quantization between the extremes of the weights as they are (Jacob et al., arXiv 1712.05877, sections 2.1 and 3;
 * Krishnamoorthi, arXiv 1806.08342). Symmetric: 2^b - 1 levels in [-max|w|, max|w|]. Affine: 2^b levels from min(w, 0) to
 * max(w, 0), zero among them. Nothing is clipped; gradients go straight through.
 *
 * Scales are multiplied with the inverse of a count: a graph divides by a constant so, and must have the same last bit.
 */
import { tf } from '../../tensor/engine';
import { scaleAxes, type Granularity } from '../channels';
import { followingQuantizer, type LevelRule } from './followingQuantizer';
import { straightThrough } from './straightThrough';
import { uniformTable } from '../weightCodes';
import { symmetricRange, type WeightQuantizer } from '../weightQuantizer';

/** Which of the variants. */
export interface UniformOptions {
  readonly kind: 'symmetric' | 'affine';
  readonly granularity: Granularity;
}

/** Makes the quantizer of a layer; 2 bits are ternary when symmetric, and have four levels when affine. */
export function uniformQuantizer(
  method: string,
  layer: string,
  weights: tf.Variable,
  bits: number,
  { kind, granularity }: UniformOptions,
): WeightQuantizer {
  const rule = kind === 'symmetric' ? symmetric(bits, granularity) : affine(bits, granularity);
  return followingQuantizer(method, layer, weights, bits, granularity, rule);
}

function symmetric(bits: number, granularity: Granularity): LevelRule {
  const { upper } = symmetricRange(bits);
  return {
    parameters(values) {
      const axes = scaleAxes(values, granularity);
      const largest = tf.max(tf.abs(values), axes, granularity !== 'tensor'); // [.., I, O] -> [] or [.., 1, O]
      return [tf.mul(largest, 1 / upper)];
    },
    simulate: (values, [scale]) => straightThrough(values, (w) => roundToRange(w, scale, upper)),
    table: ([scales]) => uniformTable(scales, -upper, 2 * upper + 1),
  };
}

function affine(bits: number, granularity: Granularity): LevelRule {
  const highest = 2 ** bits - 1;
  return {
    parameters(values) {
      const axes = scaleAxes(values, granularity);
      const keep = granularity !== 'tensor';
      const low = tf.minimum(tf.min(values, axes, keep), 0); // [.., I, O] -> [] or [.., 1, O]
      const high = tf.maximum(tf.max(values, axes, keep), 0); // [.., I, O] -> [] or [.., 1, O]
      const scale = tf.mul(tf.sub(high, low), 1 / highest);
      return [scale, tf.round(tf.neg(tf.div(low, scale)))];
    },
    simulate: (values, [scale, zeroPoint]) =>
      straightThrough(values, (w) => {
        const code = tf.clipByValue(tf.add(tf.round(tf.div(w, scale)), zeroPoint), 0, highest);
        return tf.mul(tf.sub(code, zeroPoint), scale);
      }),
    table: ([scales, zeroPoints]) => uniformTable(scales, 0, highest + 1, Int32Array.from(zeroPoints)),
  };
}

/** Nearest of -upper .. upper times a scale. */
export function roundToRange(values: tf.Tensor, scale: tf.Tensor, upper: number): tf.Tensor {
  return tf.mul(tf.clipByValue(tf.round(tf.div(values, scale)), -upper, upper), scale);
}
