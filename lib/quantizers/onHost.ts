import { tf } from '../tensor/engine';

/** Computes something off TensorFlow and frees every tensor that was made on the way. */
export function onHost<T>(work: () => T): T {
  const results: T[] = [];
  tf.tidy(() => {
    results.push(work());
  });
  return results[0];
}
