import { batchNormalizationInference, batchNormalizationTraining } from '../tensor/batchNormalization';
import { biasAdd } from '../tensor/biasAdd';
import { convolution } from '../tensor/convolution';
import { dilatedConvolution } from '../tensor/dilatedConvolution';
import type { tf } from '../tensor/engine';
import { fusedConvolution } from '../tensor/fusedConvolution';
import { groupNormalization } from '../tensor/groupNormalization';
import { transposedConvolution } from '../tensor/transposedConvolution';
import { constant, type Initializer } from './initializers';
import type { ForwardPass } from './modularNetwork';
import type { NetworkBuilder } from './networkBuilder';

/** A step of a network's forward pass. */
export type Layer = (x: tf.Tensor4D, pass: ForwardPass) => tf.Tensor4D;

/** What a convolution layer is made of. */
export interface ConvolutionOptions {
  readonly inputChannels: number;
  readonly outputChannels: number;
  readonly kernel: number;
  readonly stride?: number;
  /** Distance of the pixels that neighboring weights meet; above 1 the stride is 1 */
  readonly dilation?: number;
  readonly initializer: Initializer;
  /** Initial bias, or undefined for a layer without bias */
  readonly bias?: number;
  /** Strides, in input pixels, of every map that the layer writes in one forward pass */
  readonly outputStrides: readonly number[];
  /** Whether its output is what the network says; false where it is missing */
  readonly predicts?: boolean;
}

/** Convolution with half-kernel padding, a bias if asked for, weights and input subject to the precision policy. */
export function convolutionLayer(builder: NetworkBuilder, name: string, options: ConvolutionOptions): Layer {
  const { inputChannels, outputChannels, kernel, stride = 1, initializer, bias, outputStrides } = options;
  const { dilation = 1, predicts = false } = options;
  const fanIn = inputChannels * kernel ** 2;
  const shape = [kernel, kernel, inputChannels, outputChannels];
  const weights = builder.parameter(name, 'weight', 'weight', shape, initializer, fanIn);
  const offsets =
    bias === undefined
      ? undefined
      : builder.parameter(name, 'bias', 'bias', [outputChannels], constant(bias));
  const hasBias = bias !== undefined;
  builder.layer({
    ...{ name, kernel, inputChannels, outputChannels, stride, bias: hasBias, outputStrides },
    ...(dilation > 1 && { dilation }),
    ...(predicts && { predicts }),
  });
  const geometry = { stride, padding: Math.floor(kernel / 2) };
  return (x, { precision }) => {
    const simulated = precision.weights(name, weights as unknown as tf.Tensor4D);
    const input = precision.activations(name, x);
    if (dilation > 1) {
      const maps = dilatedConvolution(input, simulated, dilation); // [B, H, W, I] -> [B, H, W, O]
      return offsets === undefined ? maps : biasAdd(maps, offsets as unknown as tf.Tensor1D);
    }
    if (offsets === undefined) return convolution(input, simulated, geometry); // [B, H, W, I] -> [B, H/s, W/s, O]
    const bias = offsets as unknown as tf.Tensor1D;
    return fusedConvolution(input, simulated, bias, { kind: 'none' }, geometry); // [B, H, W, I] -> [B, H/s, W/s, O]
  };
}

/** What a transposed convolution layer is made of. */
export type TransposedConvolutionOptions = Pick<
  ConvolutionOptions,
  'inputChannels' | 'outputChannels' | 'initializer' | 'outputStrides'
> & { readonly kernel: 2 | 3 };

/** Transposed convolution of stride 2 without bias, which doubles the size. */
export function transposedConvolutionLayer(
  builder: NetworkBuilder,
  name: string,
  { inputChannels, outputChannels, kernel, initializer, outputStrides }: TransposedConvolutionOptions,
): Layer {
  const stride = 2;
  const shape = [kernel, kernel, inputChannels, outputChannels];
  const fanIn = (inputChannels * kernel ** 2) / stride ** 2;
  const weights = builder.parameter(name, 'weight', 'weight', shape, initializer, fanIn);
  const layer = { name, kernel, inputChannels, outputChannels, stride, bias: false, outputStrides };
  builder.layer({ ...layer, transposed: true });
  return (x, { precision }) => {
    const simulated = precision.weights(name, weights as unknown as tf.Tensor4D);
    return transposedConvolution(precision.activations(name, x), simulated); // [B, H, W, I] -> [B, 2H, 2W, O]
  };
}

/** What batch normalization adds to a variance. */
export const normalizationEpsilon = 1e-5;

/** Batch normalization of the output of the layer defined last; running estimates moved by a tenth. */
export function batchNormalizationLayer(builder: NetworkBuilder, name: string, channels: number): Layer {
  const gain = builder.parameter(name, 'weight', 'gain', [channels], constant(1)) as unknown as tf.Tensor1D;
  const offset = builder.parameter(name, 'bias', 'offset', [channels], constant(0)) as unknown as tf.Tensor1D;
  builder.normalization(name, channels);
  const statistics = {
    mean: builder.statistic(name, 'running_mean', [channels], constant(0)),
    variance: builder.statistic(name, 'running_var', [channels], constant(1)),
    momentum: 0.1,
  };
  return (x, { training }) =>
    training
      ? batchNormalizationTraining(x, gain, offset, statistics, normalizationEpsilon)
      : batchNormalizationInference(x, gain, offset, statistics, normalizationEpsilon);
}

/** Group normalization, epsilon 1e-5. */
export function groupNormalizationLayer(
  builder: NetworkBuilder,
  name: string,
  channels: number,
  groups: number,
): Layer {
  const gain = builder.parameter(name, 'weight', 'gain', [channels], constant(1)) as unknown as tf.Tensor1D;
  const offset = builder.parameter(name, 'bias', 'offset', [channels], constant(0)) as unknown as tf.Tensor1D;
  return (x) => groupNormalization(x, gain, offset, groups, 1e-5);
}

/** Applies layers one after the other. */
export function chain(...layers: Layer[]): Layer {
  return (x, pass) => layers.reduce((value, layer) => layer(value, pass), x);
}
