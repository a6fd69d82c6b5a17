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

  it('has cells for all of an image that the levels beyond the stages do not divide', () => {
    const pyramid = { ...miniWdr.pyramid, extraLevels: 1 as const };
    const anchorSizes = [...miniWdr.anchorSizes, 96];
    const size = { inputWidth: 80, inputHeight: 48 };
    const network = createWdr({ ...miniWdr, ...size, pyramid, anchorSizes }, 1);
    const sides = network.levels.map(({ stride, columns, rows }) => [stride, columns, rows]);
    expect(sides.slice(-2)).toEqual([
      [16, 5, 3],
      [32, 3, 2],
    ]);
    tf.tidy(() => {
      const outputs = network.forward(tf.zeros([1, 48, 80, 3]), {
        training: false,
        precision: fullPrecision,
      });
      expect(outputs.map(({ logits }) => logits.shape.slice(1, 3))).toEqual(
        network.levels.map(({ rows, columns }) => [rows, columns]),
      );
    });
    network.dispose();
  });

  it('refuses an input size that the deepest stage does not divide', () => {
    expect(() => createWdr({ ...miniWdr, inputWidth: 60 }, 1)).toThrow(
      /inputWidth.*multiples of the stride of the deepest stage, 16/,
    );
  });
});
