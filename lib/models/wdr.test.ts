import { describe, expect, it } from 'vitest';
import { tf } from '../tensor/engine';
import { fullPrecision } from './modularNetwork';
import { createWdr, miniWdr } from './wdr';

describe('WDR', () => {
  it('frees every tensor it made', () => {
    const before = tf.memory().numTensors;
    const network = createWdr(miniWdr, 1);
    tf.tidy(() => {
      const images = tf.zeros([2, 64, 64, 3]) as tf.Tensor4D;
      const levels = network.forward(images, { training: true, precision: fullPrecision });
      expect(levels.map(({ corners }) => corners.shape)).toEqual([
        [2, 16, 16, 16],
        [2, 8, 8, 16],
        [2, 4, 4, 16],
      ]);
    });
    network.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('gives the same weights for a seed and others for another', () => {
    const [first, again, other] = [1, 1, 2].map((seed) => createWdr(miniWdr, seed));
    const weights = ({ parameters }: typeof first) => [...parameters[0].variable.dataSync()];
    expect(weights(again)).toEqual(weights(first));
    expect(weights(other)).not.toEqual(weights(first));
    for (const network of [first, again, other]) network.dispose();
  });

  it('refuses an input size that the deepest level does not divide', () => {
    expect(() => createWdr({ ...miniWdr, inputWidth: 60 }, 1)).toThrow(
      /inputWidth.*multiples of the deepest stride, 16/,
    );
  });
});
