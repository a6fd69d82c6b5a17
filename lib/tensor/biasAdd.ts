import { isNative, tf } from './engine';
import { attribute, runOperation } from './nativeOperation';

/**
 * Adds a bias to each channel.
 * @param images - [B, H, W, C]
 * @param bias - [C]
 */
export function biasAdd(images: tf.Tensor4D, bias: tf.Tensor1D): tf.Tensor4D {
  return isNative() ? nativeBiasAdd(images, bias) : tf.add(images, bias);
}

function nativeBiasAdd(images: tf.Tensor4D, bias: tf.Tensor1D): tf.Tensor4D {
  const attributes = [attribute.type('T', 'float32'), attribute.text('data_format', 'NHWC')];
  const operation = tf.customGrad((x, b) => ({
    value: runOperation<tf.Tensor4D>('BiasAdd', attributes, [x as tf.Tensor, b as tf.Tensor]),
    gradFunc: (upstream) => [
      tf.clone(upstream),
      runOperation<tf.Tensor1D>('BiasAddGrad', attributes, [upstream]), // [B, H, W, C] -> [C]
    ],
  }));
  return operation(images, bias) as tf.Tensor4D;
}
