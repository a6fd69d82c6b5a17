/*
 * A batch normalization that always uses its running estimates is an affine map of each channel, which the convolution before
 * it can do itself (Jacob et al., arXiv 1712.05877, section 3.2, equation 14):
 * gain (sum w x + c - mean) / sqrt(variance + epsilon) + offset = sum (w f) x + (c - mean) f + offset
 * with f = gain / sqrt(variance + epsilon) of the output channel, and c the convolution's own bias.
 */
import { ConfigurationError, NumericalError } from '../common/errors';
import { tf } from '../tensor/engine';
import { normalizationEpsilon } from './layers';
import type { LayerDescription, ModularNetwork } from './modularNetwork';

/** What a batch normalization does to the output channels of the layer before it. */
export interface ChannelMap {
  readonly layer: string;
  /** f, one an output channel; negative where the gain is */
  readonly factors: Float64Array;
  /** The bias of the layer once the normalization is folded in, one an output channel */
  readonly bias: Float32Array;
}

/** The numbers that a layer runs with. */
export interface LayerNumbers {
  readonly layer: string;
  /** The last axis are the output channels */
  readonly weights: Float32Array;
  /** In place of the batch normalization that follows the layer; undefined where none does */
  readonly bias?: Float32Array;
}

/**
 * @returns the channel map of every layer that a batch normalization follows, in the network's order
 * @throws NumericalError naming a normalization whose numbers give none
 */
export function channelMaps(network: ModularNetwork<unknown>): ChannelMap[] {
  const numbers = numbersOf(network);
  return network.layers.filter(isNormalized).map(({ name, normalization, outputChannels }) => {
    const [gain, offset, mean, variance] = ['weight', 'bias', 'running_mean', 'running_var'].map((suffix) =>
      numbers.get(`${normalization}.${suffix}`)!,
    );
    const own = numbers.get(`${name}.bias`);
    const factors = gain.map((value, channel) => value / Math.sqrt(variance[channel] + normalizationEpsilon));
    const bias = Float32Array.from(
      { length: outputChannels },
      (_, channel) => ((own?.[channel] ?? 0) - mean[channel]) * factors[channel] + offset[channel],
    );
    checkFinite(normalization, [...factors, ...bias]);
    return { layer: name, factors, bias };
  });
}

/** @returns weights times the factor of their output channel */
export function foldedWeights(weights: Float32Array, { factors }: ChannelMap): Float32Array {
  return weights.map((value, index) => value * factors[index % factors.length]);
}

/**
 * Folds every batch normalization into the layer before it.
 * @returns the numbers of every layer, those without normalization as they are
 * @throws NumericalError naming a normalization whose numbers cannot be folded
 */
export function foldBatchNormalization(network: ModularNetwork<unknown>): LayerNumbers[] {
  const maps = new Map(channelMaps(network).map((map) => [map.layer, map]));
  const numbers = new Map(network.parameters.map(({ name, variable }) => [name, variable]));
  return network.layers.map(({ name }) => {
    const weights = Float32Array.from(numbers.get(`${name}.weight`)!.dataSync() as Float32Array);
    const map = maps.get(name);
    return map === undefined
      ? { layer: name, weights }
      : { layer: name, weights: foldedWeights(weights, map), bias: map.bias };
  });
}

/**
 * Writes folded layers into a network, whose batch normalizations then only add the biases: a convolution with a bias in all
 * but name. It may be the network itself, or another of the same configuration that has its other parameters. It is not to be
 * trained any more.
 * @throws ConfigurationError naming a layer that the network has not, or whose numbers do not fit
 */
export function assignFolded(network: ModularNetwork<unknown>, layers: readonly LayerNumbers[]): void {
  const variables = variablesOf(network);
  for (const numbers of layers) checkFit(network, numbers, variables);
  tf.tidy(() => {
    const assign = (name: string, values: Float32Array) => {
      const variable = variables.get(name)!;
      variable.assign(tf.tensor(Float32Array.from(values), variable.shape, 'float32'));
    };
    for (const { layer, weights, bias } of layers) {
      assign(`${layer}.weight`, weights);
      const { normalization } = network.layers.find(({ name }) => name === layer)!;
      if (normalization === undefined || bias === undefined) continue;
      const all = (value: number) => new Float32Array(bias.length).fill(value);
      if (variables.has(`${layer}.bias`)) assign(`${layer}.bias`, all(0));
      assign(`${normalization}.weight`, all(1));
      assign(`${normalization}.bias`, bias);
      assign(`${normalization}.running_mean`, all(0));
      assign(`${normalization}.running_var`, all(1 - normalizationEpsilon));
    }
  });
}

type Normalized = LayerDescription & { readonly normalization: string };

function isNormalized(layer: LayerDescription): layer is Normalized {
  return layer.normalization !== undefined;
}

function variablesOf({ parameters, statistics }: ModularNetwork<unknown>): Map<string, tf.Variable> {
  return new Map([...parameters, ...statistics].map(({ name, variable }) => [name, variable]));
}

function numbersOf(network: ModularNetwork<unknown>): Map<string, Float64Array> {
  const normalizations = network.layers
    .filter(isNormalized)
    .flatMap(({ name, normalization }) => [
      `${name}.bias`,
      ...['weight', 'bias', 'running_mean', 'running_var'].map((suffix) => `${normalization}.${suffix}`),
    ]);
  const variables = variablesOf(network);
  return new Map(
    normalizations
      .filter((name) => variables.has(name))
      .map((name) => [name, Float64Array.from(variables.get(name)!.dataSync())]),
  );
}

function checkFinite(normalization: string, numbers: readonly number[]): void {
  const faulty = numbers.find((value) => !Number.isFinite(value));
  if (faulty === undefined) return;
  throw new NumericalError({
    field: normalization,
    found: `a factor or bias of ${faulty}`,
    expected: 'finite gains, offsets and means, and variances above zero',
    remedy: 'Fold a trained network, or look for a diverged training.',
  });
}

function checkFit(
  { layers }: ModularNetwork<unknown>,
  { layer, weights, bias }: LayerNumbers,
  variables: ReadonlyMap<string, tf.Variable>,
): void {
  const description = layers.find(({ name }) => name === layer);
  const size = variables.get(`${layer}.weight`)?.size;
  const biases = description?.normalization === undefined ? undefined : description.outputChannels;
  if (description !== undefined && weights.length === size && bias?.length === biases) return;
  throw new ConfigurationError({
    field: layer,
    found: `${weights.length} weights and ${bias?.length ?? 'no'} biases`,
    expected: `${size ?? 'no'} weights and ${biases ?? 'no'} biases`,
    remedy: 'Write folded layers into a network of the configuration that they come from.',
  });
}
