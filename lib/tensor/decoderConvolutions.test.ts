import { describe, expect, it } from 'vitest';
import { gradientError, largestDifference, randomTensor } from '../../test/support/gradientCheck';
import { composedDilatedConvolution, dilatedConvolution, dilatedGradients } from './dilatedConvolution';
import { tf } from './engine';
import { composedTransposedConvolution, transposedConvolution } from './transposedConvolution';

describe('the dilated convolution', () => {
  it.each([
    [2, 8, 8],
    [3, 7, 10],
    [6, 5, 5],
  ])('by %i on %i x %i is the same composed, and has its gradient', (dilation, height, width) => {
    const images = randomTensor<tf.Tensor4D>([2, height, width, 3], 1);
    const weights = randomTensor<tf.Tensor4D>([3, 3, 3, 4], 2);
    const native = dilatedConvolution(images, weights, dilation);
    expect(native.shape).toEqual([2, height, width, 4]);
    expect(largestDifference(native, composedDilatedConvolution(images, weights, dilation))).toBeLessThan(
      1e-4,
    );
    const convolve = (x: tf.Tensor, w: tf.Tensor) =>
      dilatedConvolution(x as tf.Tensor4D, w as tf.Tensor4D, dilation);
    expect(gradientError(convolve, [images, weights])).toBeLessThan(2e-3);
  });

  it.each([
    [2, 8, 8],
    [3, 7, 10],
    [6, 5, 5],
  ])('by %i on %i x %i has the gradients of ordinary convolutions', (dilation, height, width) => {
    const images = randomTensor<tf.Tensor4D>([2, height, width, 3], 1);
    const weights = randomTensor<tf.Tensor4D>([3, 3, 3, 4], 2);
    const upstream = randomTensor<tf.Tensor4D>([2, height, width, 4], 3);
    const expected = tf.grads((x, w) =>
      composedDilatedConvolution(x as tf.Tensor4D, w as tf.Tensor4D, dilation),
    )([images, weights], upstream);
    const found = dilatedGradients(upstream, [images, weights], dilation);
    for (const [index, gradient] of found.entries()) {
      expect(gradient.shape).toEqual(expected[index].shape);
      expect(largestDifference(gradient, expected[index])).toBeLessThan(1e-4);
    }
  });
});

describe('the transposed convolution', () => {
  it('adds each pixel times the weights to where they reach', () => {
    const images = randomTensor<tf.Tensor4D>([1, 3, 4, 1], 1);
    const weights = randomTensor<tf.Tensor4D>([3, 3, 1, 1], 2);
    const [x, w] = [images.dataSync(), weights.dataSync()];
    const expected = new Float32Array(6 * 8);
    for (let pixel = 0; pixel < 12; pixel++)
      for (let weight = 0; weight < 9; weight++) {
        const row = 2 * Math.floor(pixel / 4) - 1 + Math.floor(weight / 3);
        const column = 2 * (pixel % 4) - 1 + (weight % 3);
        if (row >= 0 && column >= 0) expected[8 * row + column] += x[pixel] * w[weight];
      }
    const found = transposedConvolution(images, weights);
    expect(found.shape).toEqual([1, 6, 8, 1]);
    expect(largestDifference(found, tf.tensor4d(expected, [1, 6, 8, 1]))).toBeLessThan(1e-5);
  });

  it.each([2, 3])('with a kernel of %i is the same composed, and has its gradient', (kernel) => {
    const images = randomTensor<tf.Tensor4D>([2, 4, 5, 3], 3);
    const weights = randomTensor<tf.Tensor4D>([kernel, kernel, 3, 2], 4);
    const native = transposedConvolution(images, weights);
    expect(largestDifference(native, composedTransposedConvolution(images, weights))).toBeLessThan(1e-4);
    const convolve = (x: tf.Tensor, w: tf.Tensor) =>
      transposedConvolution(x as tf.Tensor4D, w as tf.Tensor4D);
    expect(gradientError(convolve, [images, weights])).toBeLessThan(2e-3);
  });
});
