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
  if (!isNative()) return composedConvolution(images, weights, geometry);
  if (geometry.padding === 0 || keepsSize(geometry, weights))
    return nativeConvolution(images, weights, geometry);
  return nativeConvolution(padded(images, geometry), weights, { ...geometry, padding: 0 });
}

/** The same by tfjs's own operations: works on every backend and can be differentiated twice. */
export function composedConvolution(
  images: tf.Tensor4D,
  weights: tf.Tensor4D,
  geometry: ConvolutionGeometry,
): tf.Tensor4D {
  return tf.conv2d(padded(images, geometry), weights, geometry.stride, 'valid'); // [B, H, W, I] -> [B, H', W', O]
}

function padded(images: tf.Tensor4D, { padding }: ConvolutionGeometry): tf.Tensor4D {
  if (padding === 0) return images;
  const sides: [number, number] = [padding, padding];
  return tf.pad(images, [[0, 0], sides, sides, [0, 0]]); // [B, H, W, I] -> [B, H + 2P, W + 2P, I]
}

/** Whether TensorFlow's own `SAME` means the padding asked for: stride 1, half the kernel on each side. */
function keepsSize({ stride, padding }: ConvolutionGeometry, weights: tf.Tensor4D): boolean {
  return stride === 1 && 2 * padding + 1 === weights.shape[0];
}

/** Without padding, or with the one that keeps the size: explicit padding would keep oneDNN from the gradients. */
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

/** @returns the gradients of the images [B, H, W, I] and of the weights [K, K, I, O] */
export function convolutionGradients(
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

/** What TensorFlow's convolution and its gradients are told. */
export function convolutionAttributes({ stride, padding }: ConvolutionGeometry) {
  return [
    attribute.type('T', 'float32'),
    attribute.integers('strides', [1, stride, stride, 1]),
    attribute.integers('dilations', [1, 1, 1, 1]),
    attribute.text('data_format', 'NHWC'),
    attribute.flag('use_cudnn_on_gpu', true),
    attribute.text('padding', padding === 0 ? 'VALID' : 'SAME'),
  ];
}
