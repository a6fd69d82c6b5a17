import { convolutionAttributes, convolutionGradients } from './convolution';
import { isNative, tf } from './engine';
import { attribute, runOperation } from './nativeOperation';

/**
 * Convolution (cross-correlation) whose weights meet pixels at a distance, with the zero padding that keeps the size.
 * @param images - [B, H, W, I]
 * @param weights - [K, K, I, O], K odd
 * @param dilation - distance of the pixels that neighboring weights meet
 * @returns [B, H, W, O]
 */
export function dilatedConvolution(images: tf.Tensor4D, weights: tf.Tensor4D, dilation: number): tf.Tensor4D {
  return isNative()
    ? nativeDilatedConvolution(images, weights, dilation)
    : composedDilatedConvolution(images, weights, dilation);
}

/** The same by tfjs's own operations: every pixel of a dilation x dilation square sees a smaller, ordinary image. */
export function composedDilatedConvolution(
  images: tf.Tensor4D,
  weights: tf.Tensor4D,
  dilation: number,
): tf.Tensor4D {
  const { padding, crops } = squareMargins(images.shape, weights.shape[0], dilation);
  const square = tf.spaceToBatchND(images, [dilation, dilation], padding) as tf.Tensor4D; // [B, H, W, I] -> [B D^2, H', W', I]
  const maps = tf.conv2d(square, weights, 1, 'valid'); // -> [B D^2, H' - K + 1, W' - K + 1, O]
  return tf.batchToSpaceND(maps, [dilation, dilation], crops); // -> [B, H, W, O]
}

/** What is added around the images for the smaller images to be equally large, and taken off their maps, px. */
function squareMargins([, height, width]: number[], kernel: number, dilation: number) {
  const before = (dilation * (kernel - 1)) / 2;
  const margins = [height, width].map((size) => {
    const after = before + ((dilation - ((size + 2 * before) % dilation)) % dilation);
    return { padding: [before, after], crop: [0, after - before] };
  });
  return { padding: margins.map(({ padding }) => padding), crops: margins.map(({ crop }) => crop) };
}

function nativeDilatedConvolution(images: tf.Tensor4D, weights: tf.Tensor4D, dilation: number): tf.Tensor4D {
  const attributes = dilatedAttributes(dilation);
  const operation = tf.customGrad((...inputs) => {
    const [x, w] = inputs as unknown as [tf.Tensor4D, tf.Tensor4D];
    const save = inputs[2] as unknown as (tensors: tf.Tensor[]) => void;
    save([x, w]);
    return {
      value: runOperation<tf.Tensor4D>('Conv2D', attributes, [x, w]), // [B, H, W, I] -> [B, H, W, O]
      gradFunc: (upstream, saved) =>
        hasNativeGradient()
          ? convolutionGradients(upstream as tf.Tensor4D, saved, attributes)
          : dilatedGradients(upstream as tf.Tensor4D, saved as tf.Tensor4D[], dilation),
    };
  });
  return operation(images, weights) as tf.Tensor4D;
}

/** The gradients by those of the ordinary convolution of the smaller images: cutting them out, turned around, puts them together. */
export function dilatedGradients(
  upstream: tf.Tensor4D,
  [images, weights]: tf.Tensor4D[],
  dilation: number,
): tf.Tensor[] {
  const { padding, crops } = squareMargins(images.shape, weights.shape[0], dilation);
  const square = tf.spaceToBatchND(images, [dilation, dilation], padding); // [B, H, W, I] -> [B D^2, H', W', I]
  const slopes = tf.spaceToBatchND(upstream, [dilation, dilation], crops); // [B, H, W, O] -> [B D^2, H' - K + 1, W' - K + 1, O]
  const attributes = convolutionAttributes({ stride: 1, padding: 0 });
  const [ofSquare, ofWeights] = convolutionGradients(slopes as tf.Tensor4D, [square, weights], attributes);
  return [tf.batchToSpaceND(ofSquare, [dilation, dilation], padding), ofWeights]; // -> [B, H, W, I], [K, K, I, O]
}

let nativeGradient: boolean | undefined;

/** Whether TensorFlow's kernels have the gradient: on a CPU those of oneDNN do, which it uses where there is AVX-512. */
function hasNativeGradient(): boolean {
  nativeGradient ??= tf.tidy(() => {
    const map = tf.zeros<tf.Rank.R4>([1, 3, 3, 1]);
    try {
      convolutionGradients(map, [map, map.reshape([3, 3, 1, 1])], dilatedAttributes(2)); // [1, 3, 3, 1] -> [3, 3, 1, 1]
      return true;
    } catch (error) {
      if (error instanceof Error && error.message.includes('dilation rates larger than 1')) return false;
      throw error;
    }
  });
  return nativeGradient;
}

function dilatedAttributes(dilation: number) {
  return [
    attribute.type('T', 'float32'),
    attribute.integers('strides', [1, 1, 1, 1]),
    attribute.integers('dilations', [1, dilation, dilation, 1]),
    attribute.text('data_format', 'NHWC'),
    attribute.flag('use_cudnn_on_gpu', true),
    attribute.text('padding', 'SAME'),
  ];
}
