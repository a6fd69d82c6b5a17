import { tf } from '../../tensor/engine';

/**
 * A function without a useful derivative, whose gradient is taken as that of the identity (Bengio et al., "Estimating or
 * Propagating Gradients Through Stochastic Neurons", arXiv 1308.3432).
 * @param factor - what the gradient is multiplied with, of the input's shape; 1 where it is missing
 */
export function straightThrough<T extends tf.Tensor>(
  input: T,
  value: (input: tf.Tensor) => tf.Tensor,
  factor?: (input: tf.Tensor) => tf.Tensor,
): T {
  const operation = tf.customGrad((...inputs) => {
    const x = inputs[0] as unknown as tf.Tensor;
    const save = inputs[1] as unknown as (tensors: tf.Tensor[]) => void;
    save(factor === undefined ? [] : [factor(x)]);
    return {
      value: value(x),
      gradFunc: (upstream, saved) => (saved.length === 0 ? upstream : tf.mul(upstream, saved[0])),
    };
  });
  return operation(input) as T;
}
