import type { tf } from '../tensor/engine';

/** What a parameter does in its layer. Weights are what a module's bit width applies to. */
export type ParameterRole = 'weight' | 'bias' | 'gain' | 'offset' | 'scale';

/** A trained tensor of a network. */
export interface Parameter {
  /** Dotted name, as in the public PyTorch definitions: `fpn.inner_convs.2.weight` */
  readonly name: string;
  readonly module: string;
  /** Name of the layer it belongs to: `fpn.inner_convs.2` */
  readonly layer: string;
  readonly role: ParameterRole;
  readonly variable: tf.Variable;
}

/** A tensor that training moves without gradients: a running mean or variance. */
export interface Statistic {
  readonly name: string;
  readonly module: string;
  readonly variable: tf.Variable;
}

/** A layer whose weights can be quantized. */
export interface LayerDescription {
  readonly name: string;
  readonly module: string;
  readonly kernel: number;
  readonly inputChannels: number;
  readonly outputChannels: number;
  readonly stride: number;
  readonly bias: boolean;
  /** Distance of the pixels that neighboring weights meet, where it is not 1 */
  readonly dilation?: number;
  /** Whether an output channel sees a single input channel; weights are [K, K, I, M] then, with I M output channels */
  readonly depthwise?: boolean;
  /** Whether it enlarges the map by its stride instead of reducing it */
  readonly transposed?: boolean;
  /** Strides, in input pixels, of every map that the layer writes in one forward pass */
  readonly outputStrides: readonly number[];
  /** Name of the batch normalization that its output goes through, and nothing else does */
  readonly normalization?: string;
  /** Whether its output is what the network says, so that it counts as a last layer */
  readonly predicts?: boolean;
}

/** Stands between a layer and its numbers: full precision passes them through, a quantizer replaces them. */
export interface PrecisionPolicy {
  /** Everything that its numbers depend on beside the weights */
  readonly variables: readonly tf.Variable[];
  /** @returns what the layer multiplies with, of the same shape; gradients flow to `weights` */
  weights(layer: string, weights: tf.Tensor4D): tf.Tensor4D;
  /** @returns what the layer sees of its input, of the same shape */
  activations(layer: string, input: tf.Tensor4D): tf.Tensor4D;
}

/** Passes every number through. */
export const fullPrecision: PrecisionPolicy = {
  variables: [],
  weights: (_layer, weights) => weights,
  activations: (_layer, input) => input,
};

/** How a forward pass is meant. */
export interface ForwardPass {
  /** Batch statistics and their update, or running statistics */
  readonly training: boolean;
  readonly precision: PrecisionPolicy;
}

/** A network made of named modules; everything that MQAT does, it does through this. */
export interface ModularNetwork<Output> {
  /** Architecture name, such as `wdr` */
  readonly architecture: string;
  /** Modules in the order of the data flow, such as backbone, fpn, head */
  readonly modules: readonly string[];
  /** In definition order */
  readonly parameters: readonly Parameter[];
  readonly statistics: readonly Statistic[];
  readonly layers: readonly LayerDescription[];
  /**
   * @param images - [B, H, W, 3], normalized
   */
  forward(images: tf.Tensor4D, pass: ForwardPass): Output;
  /** Frees every variable. */
  dispose(): void;
}

/** @returns parameters (weights, biases, gains, offsets, scales) of each module, running statistics not counted */
export function parameterCounts(network: ModularNetwork<unknown>): Record<string, number> {
  const counts = Object.fromEntries(network.modules.map((module) => [module, 0]));
  for (const { module, variable } of network.parameters) counts[module] += variable.size;
  return counts;
}

/** @returns multiply-accumulates of a layer for one image of the size given */
export function layerMultiplyAccumulates(layer: LayerDescription, width: number, height: number): number {
  const positions = layer.outputStrides
    .map((stride) => Math.ceil(width / stride) * Math.ceil(height / stride))
    .reduce((sum, count) => sum + count, 0);
  const products = positions * layer.kernel ** 2 * layer.inputChannels * layer.outputChannels;
  return layer.transposed === true ? products / layer.stride ** 2 : products;
}
