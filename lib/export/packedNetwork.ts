import { ExportError } from '../common/errors';
import type { ModularNetwork, PrecisionPolicy } from '../models/modularNetwork';
import type { ActivationGrid } from '../quantizers/activations/activationQuantizer';
import { decodeWeights } from '../quantizers/weightCodes';
import { tf } from '../tensor/engine';
import { inferenceVariables } from './exportContent';
import type { PackedModel } from './packedFile';

/**
 * Writes a packed model into a network of its configuration: quantized weights are what was simulated, bit for bit.
 * @returns the precision that the network then runs with: weights as they are, inputs on their grids
 * @throws ExportError naming a tensor that the network or the model lacks, or that has another shape; nothing is assigned then
 */
export function assignPacked(network: ModularNetwork<unknown>, model: PackedModel): PrecisionPolicy {
  const values = new Map(model.floats);
  for (const codes of model.layers) {
    const { layer, shape } = codes;
    const known = network.layers.some(({ name }) => name === layer);
    if (!known) throw misfit(layer, 'a layer of the model', 'only layers of the network');
    values.set(nameOf(network, layer), { shape, values: decodeWeights(codes) });
  }
  const variables = new Map(inferenceVariables(network).map(({ name, variable }) => [name, variable]));
  for (const [name, { shape }] of values) {
    const wanted = variables.get(name)?.shape.join(', ') ?? 'no such tensor';
    if (wanted !== shape.join(', ')) throw misfit(name, `[${shape.join(', ')}]`, `[${wanted}]`);
  }
  for (const name of variables.keys()) if (!values.has(name)) throw misfit(name, 'nothing', 'the tensor');
  tf.tidy(() => {
    for (const [name, { shape, values: numbers }] of values) {
      variables.get(name)!.assign(tf.tensor(numbers, [...shape], 'float32'));
    }
  });
  return {
    variables: [],
    weights: (_layer, weights) => weights,
    activations: (layer, input) => {
      const grid = model.activations.get(layer);
      return grid === undefined ? input : onGrid(input, grid);
    },
  };
}

/** s (clip(round(x / s) + z) - z) */
function onGrid(
  input: tf.Tensor4D,
  { scale, zeroPoint, lowestCode, highestCode }: ActivationGrid,
): tf.Tensor4D {
  return tf.tidy(() => {
    const code = tf.clipByValue(tf.add(tf.round(tf.div(input, scale)), zeroPoint), lowestCode, highestCode);
    return tf.mul(tf.sub(code, zeroPoint), scale);
  });
}

function nameOf({ parameters }: ModularNetwork<unknown>, layer: string): string {
  return parameters.find((parameter) => parameter.layer === layer && parameter.role === 'weight')!.name;
}

function misfit(field: string, found: string, expected: string): ExportError {
  const remedy = 'Build the network by the configuration that the file names.';
  return new ExportError({ field, found, expected, remedy });
}
