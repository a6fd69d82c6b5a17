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
  const [, height, width] = images.shape;
  const padding = (dilation * (weights.shape[0] - 1)) / 2;
  const beyond = (size: number) => padding + ((dilation - ((size + 2 * padding) % dilation)) % dilation);
  const square = tf.spaceToBatchND(
    images,
    [dilation, dilation],
    [
      [padding, beyond(height)],
      [padding, beyond(width)],
    ],
  ) as tf.Tensor4D; // [B, H, W, I] -> [B D^2, H', W', I]
  const maps = tf.conv2d(square, weights, 1, 'valid'); // -> [B D^2, H' - K + 1, W' - K + 1, O]
  const crops = [height, width].map((size, axis) => [0, dilation * maps.shape[axis + 1] - size]);
  return tf.batchToSpaceND(maps, [dilation, dilation], crops); // -> [B, H, W, O]
}

function nativeDilatedConvolution(images: tf.Tensor4D, weights: tf.Tensor4D, dilation: number): tf.Tensor4D {
  const attributes = dilatedAttributes(dilation);
  const operation = tf.customGrad((...inputs) => {
    const [x, w] = inputs as unknown as [tf.Tensor4D, tf.Tensor4D];
    const save = inputs[2] as unknown as (tensors: tf.Tensor[]) => void;
    save([x, w]);
    return {
      value: runOperation<tf.Tensor4D>('Conv2D', attributes, [x, w]), // [B, H, W, I] -> [B, H, W, O]
      gradFunc: (upstream, [images, weights]) => [
        runOperation('Conv2DBackpropInput', attributes, [
          tf.tensor1d(images.shape, 'int32'),
          weights,
          upstream as tf.Tensor,
        ]), // -> [B, H, W, I]
        runOperation('Conv2DBackpropFilter', attributes, [
          images,
          tf.tensor1d(weights.shape, 'int32'),
          upstream as tf.Tensor,
        ]), // -> [K, K, I, O]
      ],
    };
  });
  return operation(images, weights) as tf.Tensor4D;
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
