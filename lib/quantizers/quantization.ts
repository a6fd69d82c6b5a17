import { NumericalError } from '../common/errors';
import { fullPrecision, type ModularNetwork, type PrecisionPolicy } from '../models/modularNetwork';
import { tf } from '../tensor/engine';
import { inqQuantizer, type InqQuantizer } from './inq';
import { lsqQuantizer } from './lsq';
import { checkModuleBits, type ModuleBits } from './moduleBits';
import type { QuantizerVariable, WeightQuantizer } from './weightQuantizer';

/** How modules are quantized: learned step size, or incremental. */
export type QuantizationMethod = 'lsq' | 'inq';

/** The quantizers of a network, together the policy that its forward pass asks. */
export interface Quantization extends PrecisionPolicy {
  readonly bits: ModuleBits;
  readonly method: QuantizationMethod;
  readonly quantizers: readonly WeightQuantizer[];
  readonly trained: readonly QuantizerVariable[];
  readonly state: readonly QuantizerVariable[];
  /**
   * Freezes a share of the weights of every INQ layer that is not frozen whole already, as those of a module that was
   * quantized before are; LSQ layers have nothing to freeze.
   */
  advance(fraction: number): void;
  dispose(): void;
}

/**
 * Puts a quantizer on every layer of the modules that have fewer than 32 bits, first and last layer included.
 * @throws ConfigurationError when a module is unknown or missing, or a width is not supported
 */
export function quantize(
  network: ModularNetwork<unknown>,
  bits: ModuleBits,
  method: QuantizationMethod,
): Quantization {
  checkModuleBits(bits, network.modules);
  const quantizers = network.layers
    .filter(({ module }) => bits[module] < 32)
    .map(({ name, module }) => makeQuantizer(method, name, weightsOf(network, name), bits[module]));
  const byLayer = new Map(quantizers.map((quantizer) => [quantizer.layer, quantizer]));
  const trained = quantizers.flatMap((quantizer) => quantizer.trained);
  const state = quantizers.flatMap((quantizer) => quantizer.state);
  return {
    bits,
    method,
    quantizers,
    trained,
    state,
    variables: [...trained, ...state].map(({ variable }) => variable),
    weights: (layer, weights) => byLayer.get(layer)?.simulate(weights) ?? weights,
    activations: fullPrecision.activations,
    advance: (fraction) => {
      for (const quantizer of quantizers)
        if (isInq(quantizer) && quantizer.fraction < 1) quantizer.advance(fraction);
    },
    dispose: () => {
      for (const quantizer of quantizers) quantizer.dispose();
    },
  };
}

/**
 * Counts the distinct simulated values of every quantized layer, so that a width that was asked for and not applied is seen.
 * @returns the count by layer
 * @throws NumericalError when a layer has a value that is none of its levels
 */
export function countDistinctValues(
  network: ModularNetwork<unknown>,
  quantization: Quantization,
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const quantizer of quantization.quantizers) {
    const weights = weightsOf(network, quantizer.layer) as unknown as tf.Tensor4D;
    const simulated = tf.tidy(() => quantizer.simulate(weights));
    const values = simulated.dataSync();
    simulated.dispose();
    const distinct = new Set<number>(values.map((value) => (value === 0 ? 0 : value)));
    const allowed = new Set(quantizer.levels()?.map((level) => (level === 0 ? 0 : level)));
    const stray = [...distinct].find((value) => !allowed.has(value));
    if (stray !== undefined) {
      throw new NumericalError({
        field: quantizer.layer,
        found: `the weight ${stray} (${distinct.size} distinct values)`,
        expected: `only the ${allowed.size} levels of ${quantizer.method}`,
        remedy: 'Finish the quantization schedule: INQ must end with all weights frozen.',
      });
    }
    counts[quantizer.layer] = distinct.size;
  }
  return counts;
}

function makeQuantizer(
  method: QuantizationMethod,
  layer: string,
  weights: tf.Variable,
  bits: number,
): WeightQuantizer {
  return method === 'lsq' ? lsqQuantizer(layer, weights, bits) : inqQuantizer(layer, weights, bits);
}

function isInq(quantizer: WeightQuantizer): quantizer is InqQuantizer {
  return quantizer.method === 'inq';
}

function weightsOf(network: ModularNetwork<unknown>, layer: string): tf.Variable {
  const parameter = network.parameters.find(
    (candidate) => candidate.layer === layer && candidate.role === 'weight',
  );
  if (parameter === undefined) throw new RangeError(`layer ${layer} has no weights`);
  return parameter.variable;
}
