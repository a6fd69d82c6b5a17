import { ConfigurationError } from '../common/errors';
import type { ModularNetwork, PrecisionPolicy } from '../models/modularNetwork';
import { activationMethods, activationWidths, type ActivationMethod } from './activations/activationMethods';
import type { ActivationQuantizer } from './activations/activationQuantizer';
import type { InqQuantizer } from './methods/inq';
import { bitsOfLayers, firstAndLastLayers, type LayerBits, type LayerBitsOptions } from './layerBits';
import { weightsOf } from './layerWeights';
import { checkModuleBits, type ModuleBits } from './moduleBits';
import { methodNamed, type QuantizationMethod } from './methods/quantizationMethods';
import type { QuantizerVariable, WeightQuantizer } from './weightQuantizer';

/** How the inputs of layers are quantized. */
export interface ActivationOptions {
  /** The same for all, or as many as the weights of the layer have */
  readonly bits: number | 'as weights';
  readonly method: ActivationMethod;
  /** Also those of layers whose weights stay at full precision, but for first and last layers that are left alone */
  readonly ofAllLayers?: boolean;
}

/** What a quantization has beside the widths of its modules. */
export interface QuantizationOptions extends LayerBitsOptions {
  /** Inputs stay at full precision where it is missing */
  readonly activations?: ActivationOptions;
}

/** The quantizers of a network, together the policy that its forward pass asks. */
export interface Quantization extends PrecisionPolicy {
  readonly bits: ModuleBits;
  /** The width of every layer, 32 for full precision */
  readonly layerBits: LayerBits;
  readonly method: QuantizationMethod;
  readonly quantizers: readonly WeightQuantizer[];
  readonly activationQuantizers: readonly ActivationQuantizer[];
  readonly trained: readonly QuantizerVariable[];
  readonly state: readonly QuantizerVariable[];
  /** Layers whose weights a forward pass has asked for so far: those that it does not reach are not quantized */
  readonly asked: ReadonlySet<string>;
  /**
   * Freezes a share of the weights of every INQ layer that is not frozen whole already, as those of a module that was
   * quantized before are; other layers have nothing to freeze.
   */
  advance(fraction: number): void;
  /**
   * Sets the ranges of activations that have none yet, as those from a checkpoint have. Until then a forward pass is refused.
   * @param pass - runs the network on training images with this quantization; a layer whose input has no range is left at
   * full precision meanwhile, so that ranges are those of the network as it was before
   * @throws ConfigurationError naming a layer that the pass did not reach
   */
  calibrate(pass: () => Promise<void> | void): Promise<void>;
  dispose(): void;
}

/**
 * Puts a quantizer on every layer that has fewer than 32 bits: those of the modules that have, first and last layer
 * included, where nothing else is asked for.
 * @throws ConfigurationError when a module or layer is unknown, a module is missing, or a width is not supported
 * @throws NumericalError naming a layer whose weights cannot be quantized
 */
export function quantize(
  network: ModularNetwork<unknown>,
  bits: ModuleBits,
  method: QuantizationMethod,
  options: QuantizationOptions = {},
): Quantization {
  const { widths, make } = methodNamed(method);
  const supported = [...widths, 32];
  checkModuleBits(bits, network.modules, 'quantization', supported);
  const layerBits = bitsOfLayers(network.layers, bits, options, supported);
  const quantized = network.layers.filter(({ name }) => layerBits[name] < 32);
  const quantizers = quantized.map(({ name, depthwise = false }) =>
    make(name, weightsOf(network, name), layerBits[name], depthwise ? 'depthwiseChannel' : 'channel'),
  );
  const activationQuantizers = makeActivationQuantizers(network, layerBits, options);
  const all = [...quantizers, ...activationQuantizers];
  const trained = all.flatMap((quantizer) => quantizer.trained);
  const state = all.flatMap((quantizer) => quantizer.state);
  const weights = new Map(quantizers.map((quantizer) => [quantizer.layer, quantizer]));
  const inputs = new Map(activationQuantizers.map((quantizer) => [quantizer.layer, quantizer]));
  const asked = new Set<string>();
  let calibrating = false;
  return {
    ...{ bits, layerBits, method, quantizers, activationQuantizers, trained, state, asked },
    variables: [...trained, ...state].map(({ variable }) => variable),
    weights(layer, values) {
      asked.add(layer);
      if (calibrating && inputs.get(layer)?.isCalibrated === false) return values;
      return weights.get(layer)?.simulate(values) ?? values;
    },
    activations(layer, input) {
      const quantizer = inputs.get(layer);
      if (quantizer === undefined) return input;
      if (!calibrating || quantizer.isCalibrated) return quantizer.simulate(input);
      quantizer.observe(input);
      return input;
    },
    advance: (fraction) => {
      for (const quantizer of quantizers)
        if (isIncremental(quantizer) && quantizer.fraction < 1) quantizer.advance(fraction);
    },
    async calibrate(pass) {
      calibrating = true;
      try {
        await pass();
      } finally {
        calibrating = false;
      }
      for (const quantizer of activationQuantizers) if (!quantizer.isCalibrated) quantizer.calibrate();
    },
    dispose: () => {
      for (const quantizer of all) quantizer.dispose();
    },
  };
}

function makeActivationQuantizers(
  { layers }: ModularNetwork<unknown>,
  layerBits: LayerBits,
  { activations, firstAndLastLayers: outerBits }: QuantizationOptions,
): ActivationQuantizer[] {
  if (activations === undefined) return [];
  const { make } = activationMethods[activations.method];
  const leftAlone = new Set(outerBits === 32 ? firstAndLastLayers(layers) : []);
  const chosen = layers.filter(
    ({ name }) => layerBits[name] < 32 || (activations.ofAllLayers === true && !leftAlone.has(name)),
  );
  return chosen.map(({ name }) => {
    const width = activations.bits === 'as weights' ? layerBits[name] : activations.bits;
    if (activationWidths.includes(width)) return make(name, width);
    throw new ConfigurationError({
      field: `activations of ${name}`,
      found: `${width} bits`,
      expected: `one of ${activationWidths.join(', ')}`,
      remedy: 'Choose a supported width, or leave activations out for full precision.',
    });
  });
}

function isIncremental(quantizer: WeightQuantizer): quantizer is InqQuantizer {
  return 'advance' in quantizer;
}
