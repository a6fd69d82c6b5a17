import { isNative, tf } from './engine';
import { attribute, runOperation } from './nativeOperation';

/**
 * max(x, slope x).
 * @param slope - between 0 and 1
 */
export function leakyRelu<T extends tf.Tensor>(x: T, slope: number): T {
  return isNative() ? nativeLeakyRelu(x, slope) : tf.leakyRelu(x, slope);
}

function nativeLeakyRelu<T extends tf.Tensor>(input: T, slope: number): T {
  const attributes = [attribute.type('T', 'float32'), attribute.real('alpha', slope)];
  const operation = tf.customGrad((...inputs) => {
    const [x] = inputs as unknown as [tf.Tensor];
    const save = inputs[1] as unknown as (tensors: tf.Tensor[]) => void;
    save([x]);
    return {
      value: runOperation('LeakyRelu', attributes, [x]),
      gradFunc: (upstream, saved) => runOperation('LeakyReluGrad', attributes, [upstream, saved[0]]),
    };
  });
  return operation(input) as T;
}
