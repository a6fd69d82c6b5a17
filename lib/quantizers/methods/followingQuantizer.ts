import { tf } from '../../tensor/engine';
import { checkWeights, weightGroups, type Granularity } from '../channels';
import { onHost } from '../onHost';
import { readableQuantizer } from './readableQuantizer';
import type { LevelTable } from '../weightCodes';
import type { WeightQuantizer } from '../weightQuantizer';

/** How a method that learns nothing finds its levels: from the weights as they are, anew in every pass. */
export interface LevelRule {
  /** @returns what fixes the levels, such as a scale: [] or [1, .., 1, O] each; no gradient flows through it */
  parameters(weights: tf.Tensor): tf.Tensor[];
  /** @returns the weights at their levels, with a gradient */
  simulate(weights: tf.Tensor4D, parameters: tf.Tensor[]): tf.Tensor4D;
  table(parameters: Float32Array[]): LevelTable;
}

/**
 * Makes the quantizer of a layer whose levels follow its weights; it has no state.
 * @throws NumericalError when all weights that share a scale are zero, or one is not finite
 */
export function followingQuantizer(
  method: string,
  layer: string,
  weights: tf.Variable,
  bits: number,
  granularity: Granularity,
  rule: LevelRule,
): WeightQuantizer {
  const check = () => {
    checkWeights(layer, weightGroups(weights.dataSync() as Float32Array, weights.shape, granularity));
  };
  check();
  return readableQuantizer(
    {
      ...{ method, layer, bits, trained: [], state: [] },
      simulate: (values) => rule.simulate(values, rule.parameters(values)),
      read: () =>
        onHost(() => {
          check();
          const parameters = rule.parameters(weights);
          return {
            simulated: rule
              .simulate(weights as unknown as tf.Tensor4D, parameters)
              .dataSync() as Float32Array,
            table: rule.table(parameters.map((parameter) => parameter.dataSync() as Float32Array)),
          };
        }),
      dispose: () => undefined,
    },
    weights,
  );
}
