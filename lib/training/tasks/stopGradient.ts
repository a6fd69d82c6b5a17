import { tf } from '../../tensor/engine';

/** Passes a tensor on and no gradient back: what is computed from it counts as constant. */
export function stopGradient<T extends tf.Tensor>(tensor: T): T {
  const constant = tf.customGrad((x) => ({
    value: tf.clone(x as T),
    gradFunc: (upstream) => [tf.zerosLike(upstream)],
  }));
  return constant(tensor) as T;
}
