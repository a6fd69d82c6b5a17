import { biasAdd } from './biasAdd';
import { convolution, type ConvolutionGeometry } from './convolution';
import { tf } from './engine';
import { leakyRelu } from './leakyRelu';

/** What follows the bias. */
export type Activation =
  | { readonly kind: 'none' }
  | { readonly kind: 'relu' }
  | { readonly kind: 'leakyRelu'; readonly slope: number };

/**
 * Convolution, bias and activation, as TensorFlow's graph optimizer fuses them to one kernel inside a compiled step. The
 * addon cannot name the fused kernel eagerly (its list of fused operations is an attribute that it does not take), so
 * eagerly these are three native operations.
 * @param images - [B, H, W, I]
 * @param weights - [K, K, I, O]
 * @param bias - [O]
 * @returns [B, H', W', O]
 */
export function fusedConvolution(
  images: tf.Tensor4D,
  weights: tf.Tensor4D,
  bias: tf.Tensor1D,
  activation: Activation,
  geometry: ConvolutionGeometry,
): tf.Tensor4D {
  const maps = biasAdd(convolution(images, weights, geometry), bias); // [B, H, W, I] -> [B, H', W', O]
  switch (activation.kind) {
    case 'none':
      return maps;
    case 'relu':
      return tf.relu(maps);
    case 'leakyRelu':
      return leakyRelu(maps, activation.slope);
  }
}
