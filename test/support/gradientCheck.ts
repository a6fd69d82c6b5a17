import { Random } from '../../lib/common/random';
import { tf } from '../../lib/tensor/engine';

/** @returns a tensor of normal draws, the same for a seed */
export function randomTensor<T extends tf.Tensor>(shape: number[], seed: number, deviation = 1): T {
  const random = new Random(seed);
  const size = shape.reduce((product, extent) => product * extent, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => random.normal(0, deviation)),
    shape,
  ) as T;
}

/**
 * Compares the gradients of sum(weights * f(inputs)) with central differences along random directions.
 * @returns the largest difference, relative to the size of the directional derivatives
 */
export function gradientError(
  f: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: tf.Tensor[],
  step = 1e-2,
): number {
  const weights = tf.tidy(() => randomTensor(f(...inputs).shape, 99));
  const objective = (...values: tf.Tensor[]) => tf.sum(tf.mul(f(...values), weights)) as tf.Scalar;
  const gradients = tf.grads(objective)(inputs);
  let worst = 0;
  for (const [index, input] of inputs.entries()) {
    for (let trial = 0; trial < 4; trial++) {
      const error = tf.tidy(() => {
        const direction = randomTensor(input.shape, 1000 + 10 * index + trial);
        const along = (amount: number) =>
          objective(
            ...inputs.map((value, at) => (at === index ? tf.add(value, tf.mul(direction, amount)) : value)),
          );
        const numeric = (along(step).dataSync()[0] - along(-step).dataSync()[0]) / (2 * step);
        const exact = tf.sum(tf.mul(gradients[index], direction)).dataSync()[0];
        return Math.abs(numeric - exact) / Math.max(1, Math.abs(exact));
      });
      worst = Math.max(worst, error);
    }
  }
  tf.dispose([weights, gradients]);
  return worst;
}

/** @returns the largest absolute difference of two tensors of one shape */
export function largestDifference(first: tf.Tensor, second: tf.Tensor): number {
  return tf.tidy(() => tf.max(tf.abs(tf.sub(first, second))).dataSync()[0]);
}
