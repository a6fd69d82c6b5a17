/*
 * Post-training quantization (Krishnamoorthi, arXiv 1806.08342, section 3), the baseline that needs no training: 2^b - 1
 * symmetric levels whose scale is chosen once, from the weights of a trained network, and kept with its state. The scale is
 * that of the largest weight, or of least squared error, found exactly.
 */
import { tf } from '../../tensor/engine';
import { checkWeights, scaleShape, weightGroups, type Granularity } from '../channels';
import { leastSquaresScale } from './leastSquaresScale';
import { onHost } from '../onHost';
import { readableQuantizer } from './readableQuantizer';
import { straightThrough } from './straightThrough';
import { roundToRange } from './uniform';
import { uniformTable } from '../weightCodes';
import { symmetricRange, type WeightQuantizer } from '../weightQuantizer';

/** Which of the variants. */
export interface PostTrainingOptions {
  readonly scale: 'largestWeight' | 'leastSquares';
  readonly granularity: Granularity;
}

/**
 * Makes the quantizer of a layer.
 * @param bits - 2 (ternary) to 8
 * @throws NumericalError when all weights that share a scale are zero, or one is not finite
 */
export function postTrainingQuantizer(
  method: string,
  layer: string,
  weights: tf.Variable,
  bits: number,
  { scale: rule, granularity }: PostTrainingOptions,
): WeightQuantizer {
  const groups = weightGroups(weights.dataSync() as Float32Array, weights.shape, granularity);
  checkWeights(layer, groups);
  const { upper } = symmetricRange(bits);
  const tops = groups.map((group) =>
    rule === 'leastSquares'
      ? leastSquaresScale(group, 2 * upper + 1).scale
      : group.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0),
  );
  const shape = scaleShape(weights, granularity);
  const scale = tf.tidy(() =>
    tf.variable(
      tf.tensor(
        tops.map((top) => top / upper),
        shape,
      ),
      false,
    ),
  );
  const simulate = (values: tf.Tensor4D) => straightThrough(values, (w) => roundToRange(w, scale, upper));
  return readableQuantizer(
    {
      ...{ method, layer, bits, trained: [], simulate },
      state: [{ name: `${layer}.post_training_scale`, variable: scale }],
      read: () =>
        onHost(() => ({
          simulated: simulate(weights as unknown as tf.Tensor4D).dataSync() as Float32Array,
          table: uniformTable(scale.dataSync() as Float32Array, -upper, 2 * upper + 1),
        })),
      dispose: () => {
        scale.dispose();
      },
    },
    weights,
  );
}
