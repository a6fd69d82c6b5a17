import { afterEach, describe, expect, it } from 'vitest';
import { randomTensor } from '../../test/support/gradientCheck';
import { tinyWdr } from '../../test/support/syntheticTask';
import { fullPrecision } from './modularNetwork';
import { createWdr } from './wdr';
import { isNative, tf } from '../tensor/engine';

/** Gradients of a training-mode forward pass on the backend named, as plain numbers. */
async function gradientsOn(backend: string): Promise<number[][]> {
  await tf.setBackend(backend);
  const network = createWdr(tinyWdr, 3);
  const images = randomTensor<tf.Tensor4D>([2, 32, 32, 3], 4);
  const variables = network.parameters.map(({ variable }) => variable);
  const { grads } = tf.variableGrads(() => {
    const levels = network.forward(images, { training: true, precision: fullPrecision });
    return tf.addN(
      levels.flatMap((level) => [tf.sum(tf.square(level.logits)), tf.sum(tf.square(level.corners))]),
    ) as tf.Scalar;
  }, variables);
  return variables.map(({ name }) => [...grads[name].dataSync()]);
}

describe('without TensorFlow', () => {
  afterEach(async () => {
    await tf.setBackend('tensorflow');
  });

  it('the same network computes by composed operations', async () => {
    const native = await gradientsOn('tensorflow');
    const composed = await gradientsOn('cpu');
    expect(isNative()).toBe(false);
    const largest = Math.max(...native.flat().map(Math.abs));
    for (const [index, reference] of native.entries()) {
      const size = Math.max(1e-4 * largest, ...reference.map(Math.abs));
      const worst = Math.max(...reference.map((value, at) => Math.abs(value - composed[index][at])));
      expect(worst / size).toBeLessThan(1e-3);
    }
  });
});
