import { sha256 } from '../../common/canonicalJson';
import type { ModularNetwork, PrecisionPolicy } from '../../models/modularNetwork';
import { weightsOf } from '../../quantizers/layerWeights';
import { methodNamed, type QuantizationMethod } from '../../quantizers/methods/quantizationMethods';
import { tf } from '../../tensor/engine';

/** Weights that are quantized layer by layer and put back, while one compiled forward pass reads them. */
export interface ReplaceableWeights {
  /** Multiplies with the weights that were chosen last; at first nothing more is quantized */
  readonly precision: PrecisionPolicy;
  /** SHA-256 over everything that the network multiplies with or can be made to, hexadecimal */
  readonly hash: string;
  /** Quantizes these layers and no others. */
  quantize(layers: ReadonlySet<string>): void;
  dispose(): void;
}

/**
 * Makes the weights of a network replaceable; its own variables are left alone.
 * @param precision - what the network multiplies with before; it is quantized from there
 * @param bits - of every layer that is quantized
 * @throws NumericalError naming a layer whose weights cannot be quantized
 */
export function replaceableWeights(
  network: ModularNetwork<unknown>,
  precision: PrecisionPolicy,
  bits: number,
  method: QuantizationMethod,
): ReplaceableWeights {
  const layers = network.layers.map(({ name }) => name);
  const rows = new Map<string, ReplaceableLayer>();
  const dispose = () => {
    for (const { variable } of rows.values()) variable.dispose();
  };
  try {
    for (const layer of layers) rows.set(layer, replaceable(network, precision, layer, bits, method));
  } catch (error) {
    dispose();
    throw error;
  }
  const read = [...network.parameters, ...network.statistics].map(({ variable }) => variable);
  return {
    precision: {
      variables: [...[...rows.values()].map(({ variable }) => variable), ...precision.variables],
      weights: (layer, weights) =>
        (rows.get(layer)?.variable as tf.Tensor4D | undefined) ?? precision.weights(layer, weights),
      activations: (layer, input) => precision.activations(layer, input),
    },
    hash: sha256(
      ...[...rows.values()].flatMap(({ full, quantized }) => [bytesOf(full), bytesOf(quantized)]),
      ...[...read, ...precision.variables].map((variable) => bytesOf(variable.dataSync() as Float32Array)),
    ),
    quantize(chosen) {
      tf.tidy(() => {
        for (const [layer, { variable, full, quantized }] of rows)
          variable.assign(tensorOf(chosen.has(layer) ? quantized : full, variable.shape));
      });
    },
    dispose,
  };
}

interface ReplaceableLayer {
  readonly variable: tf.Variable;
  readonly full: Float32Array;
  readonly quantized: Float32Array;
}

function replaceable(
  network: ModularNetwork<unknown>,
  precision: PrecisionPolicy,
  layer: string,
  bits: number,
  method: QuantizationMethod,
): ReplaceableLayer {
  const own = weightsOf(network, layer);
  const full = hostCopy(() => precision.weights(layer, own as unknown as tf.Tensor4D));
  // Of its own numbers: a compiled step tells variables apart by where their numbers lie.
  const variable = tf.tidy(() => tf.variable(tensorOf(full, own.shape), false));
  try {
    const quantizer = methodNamed(method).make(layer, variable, bits);
    const quantized = hostCopy(() => quantizer.simulate(variable as unknown as tf.Tensor4D));
    quantizer.dispose();
    return { variable, full, quantized };
  } catch (error) {
    variable.dispose();
    throw error;
  }
}

/** Reads outside of `tf.tidy`, which looks for tensors in all that it returns, numbers one by one included. */
function hostCopy(work: () => tf.Tensor): Float32Array {
  const copy = tf.tidy(() => work().clone());
  const values = Float32Array.from(copy.dataSync() as Float32Array);
  copy.dispose();
  return values;
}

function tensorOf(values: Float32Array, shape: readonly number[]): tf.Tensor {
  return tf.tensor(Float32Array.from(values), [...shape], 'float32');
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
