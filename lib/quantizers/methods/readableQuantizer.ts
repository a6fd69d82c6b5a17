import type { tf } from '../../tensor/engine';
import { checkFinite } from '../channels';
import { encodeWeights, valuesOf } from '../weightCodes';
import type { QuantizedWeights, WeightQuantizer } from '../weightQuantizer';

/** What a method says of itself; reading levels and codes back is the same for all. */
export type QuantizerCore = Omit<WeightQuantizer, 'levels' | 'codes'> & {
  /** Weights and levels, both of one moment */
  read(): QuantizedWeights;
};

/**
 * Completes a quantizer by reading levels and codes back from what it simulates.
 * @param core - gets the missing members and is returned
 * @param weights - the layer's variable
 */
export function readableQuantizer<Core extends QuantizerCore>(
  core: Core,
  weights: tf.Variable,
): Core & WeightQuantizer {
  const { layer, method, bits } = core;
  return Object.assign(core, {
    levels: () => {
      const { table } = core.read();
      return table && valuesOf(table);
    },
    codes: () => {
      checkFinite(layer, weights.dataSync() as Float32Array);
      const { simulated, table } = core.read();
      return encodeWeights(simulated, table, { layer, method, bits, shape: weights.shape });
    },
  });
}
