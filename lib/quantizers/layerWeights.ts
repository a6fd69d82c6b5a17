import type { ModularNetwork } from '../models/modularNetwork';
import type { tf } from '../tensor/engine';

/** @returns the variable of a layer's weights */
export function weightsOf(network: ModularNetwork<unknown>, layer: string): tf.Variable {
  const parameter = network.parameters.find(
    (candidate) => candidate.layer === layer && candidate.role === 'weight',
  );
  if (parameter === undefined) throw new RangeError(`layer ${layer} has no weights`);
  return parameter.variable;
}
