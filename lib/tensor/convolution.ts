import { isNative, tf } from './engine';
import { attribute, runOperation } from './nativeOperation';

/** How a square kernel moves over an image. */
export interface ConvolutionGeometry {
  readonly stride: number;
  /** Zeros added on each side; unlike TensorFlow's `same`, equal on both sides */
  readonly padding: number;
}

/**
 * Two-dimensional convolution (cross-correlation) with equal zero padding on all sides.
 * @param images - [B, H, W, I]
 * @param weights - [K, K, I, O]
 * @returns [B, (H + 2 padding - K) / stride + 1, likewise W, O]
 */
export function convolution(
  images: tf.Tensor4D,
  weights: tf.Tensor4D,
  geometry: ConvolutionGeometry,
): tf.Tensor4D {
  return isNative()
    ? nativeConvolution(images, weights, geometry)
    : composedConvolution(images, weights, geometry);
}

/** The same by tfjs's own operations: works on every backend and can be differentiated twice. */
export function composedConvolution(
  images: tf.Tensor4D,
  weights: tf.Tensor4D,
  { stride, padding }: ConvolutionGeometry,
): tf.Tensor4D {
  const padded =
    padding === 0
      ? images
      : tf.pad(images, [
          [0, 0],
          [padding, padding],
          [padding, padding],
          [0, 0],
        ]); // [B, H, W, I] -> [B, H + 2P, W + 2P, I]
  return tf.conv2d(padded, weights, stride, 'valid'); // -> [B, H', W', O]
}

function nativeConvolution(
  images: tf.Tensor4D,
  weights: tf.Tensor4D,
  geometry: ConvolutionGeometry,
): tf.Tensor4D {
  const attributes = convolutionAttributes(geometry);
  const operation = tf.customGrad((...inputs) => {
    const [x, w] = inputs as unknown as [tf.Tensor4D, tf.Tensor4D];
    const save = inputs[2] as unknown as (tensors: tf.Tensor[]) => void;
    save([x, w]);
    const value = runOperation<tf.Tensor4D>('Conv2D', attributes, [x, w]); // [B, H, W, I] -> [B, H', W', O]
    return {
      value,
      gradFunc: (upstream, saved) => convolutionGradients(upstream as tf.Tensor4D, saved, attributes),
    };
  });
  return operation(images, weights) as tf.Tensor4D;
}

function convolutionGradients(
  upstream: tf.Tensor4D,
  [images, weights]: tf.Tensor[],
  attributes: ReturnType<typeof convolutionAttributes>,
): tf.Tensor[] {
  const imageShape = tf.tensor1d(images.shape, 'int32');
  const weightShape = tf.tensor1d(weights.shape, 'int32');
  return [
    runOperation('Conv2DBackpropInput', attributes, [imageShape, weights, upstream]), // -> [B, H, W, I]
    runOperation('Conv2DBackpropFilter', attributes, [images, weightShape, upstream]), // -> [K, K, I, O]
  ];
}

function convolutionAttributes({ stride, padding }: ConvolutionGeometry) {
  const shared = [
    attribute.type('T', 'float32'),
    attribute.integers('strides', [1, stride, stride, 1]),
    attribute.integers('dilations', [1, 1, 1, 1]),
    attribute.text('data_format', 'NHWC'),
    attribute.flag('use_cudnn_on_gpu', true),
  ];
  return padding === 0
    ? [...shared, attribute.text('padding', 'VALID')]
    : [
        ...shared,
        attribute.text('padding', 'EXPLICIT'),
        attribute.integers('explicit_paddings', [0, 0, padding, padding, padding, padding, 0, 0]),
      ];
}
