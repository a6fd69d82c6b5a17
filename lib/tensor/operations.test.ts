import { describe, expect, it } from 'vitest';
import { gradientError, largestDifference, randomTensor } from '../../test/support/gradientCheck';
import { batchNormalizationTraining, composedBatchNormalization } from './batchNormalization';
import { biasAdd } from './biasAdd';
import { composedConvolution, convolution } from './convolution';
import { isNative, tf } from './engine';
import { fusedConvolution } from './fusedConvolution';
import { composedGroupNormalization as secondForm, groupNormalization } from './groupNormalization';
import { leakyRelu } from './leakyRelu';
import { composedUpsampling, upsampleNearest } from './upsampling';

type Operation = (...inputs: tf.Tensor[]) => tf.Tensor;

interface Case {
  readonly name: string;
  readonly native: Operation;
  readonly composed: Operation;
  readonly inputs: () => tf.Tensor[];
}

const statistics = () => ({
  mean: tf.variable(tf.zeros([6])),
  variance: tf.variable(tf.ones([6])),
  momentum: 0.1,
});
const images = () => randomTensor([2, 4, 6, 6], 1);
const channel = (seed: number) => randomTensor([6], seed);

function composedGroupNormalization(
  x: tf.Tensor,
  gain: tf.Tensor,
  offset: tf.Tensor,
  groups: number,
): tf.Tensor {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const grouped = tf.reshape(x, [batch, height * width, groups, channels / groups]);
  const { mean, variance } = tf.moments(grouped, [1, 3], true);
  const normalized = tf.div(tf.sub(grouped, mean), tf.sqrt(tf.add(variance, 1e-5)));
  return tf.add(tf.mul(tf.reshape(normalized, [batch, height, width, channels]), gain), offset);
}

const convolutionCase = (kernel: number, stride: number): Case => {
  const geometry = { stride, padding: Math.floor(kernel / 2) };
  return {
    name: `convolution ${kernel}x${kernel}, stride ${stride}`,
    native: (x, w) => convolution(x as tf.Tensor4D, w as tf.Tensor4D, geometry),
    composed: (x, w) => composedConvolution(x as tf.Tensor4D, w as tf.Tensor4D, geometry),
    inputs: () => [images(), randomTensor([kernel, kernel, 6, 5], 2)],
  };
};

const cases: Case[] = [
  convolutionCase(3, 1),
  convolutionCase(3, 2),
  convolutionCase(1, 1),
  {
    name: 'convolution, bias and leaky ReLU',
    native: (x, w, b) =>
      fusedConvolution(
        x as tf.Tensor4D,
        w as tf.Tensor4D,
        b as tf.Tensor1D,
        { kind: 'leakyRelu', slope: 0.3 },
        { stride: 1, padding: 1 },
      ),
    composed: (x, w, b) =>
      tf.leakyRelu(tf.add(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same'), b), 0.3),
    inputs: () => [images(), randomTensor([3, 3, 6, 5], 2), tf.fill([5], 40)],
  },
  {
    name: 'bias',
    native: (x, b) => biasAdd(x as tf.Tensor4D, b as tf.Tensor1D),
    composed: (x, b) => tf.add(x, b),
    inputs: () => [images(), channel(3)],
  },
  {
    name: 'leaky ReLU',
    native: (x) => leakyRelu(x, 0.1),
    composed: (x) => tf.leakyRelu(x, 0.1),
    inputs: () => [tf.tidy(() => tf.add(images(), tf.mul(tf.sign(images()), 0.2)))],
  },
  {
    name: 'batch normalization',
    native: (x, g, b) =>
      batchNormalizationTraining(x as tf.Tensor4D, g as tf.Tensor1D, b as tf.Tensor1D, statistics(), 1e-5),
    composed: (x, g, b) =>
      composedBatchNormalization(x as tf.Tensor4D, g as tf.Tensor1D, b as tf.Tensor1D, statistics(), 1e-5),
    inputs: () => [images(), channel(4), channel(5)],
  },
  {
    name: 'group normalization',
    native: (x, g, b) => groupNormalization(x as tf.Tensor4D, g as tf.Tensor1D, b as tf.Tensor1D, 2, 1e-5),
    composed: (x, g, b) => composedGroupNormalization(x, g, b, 2),
    inputs: () => [images(), channel(6), channel(7)],
  },
  {
    name: 'group normalization that can be differentiated twice',
    native: (x, g, b) => secondForm(x as tf.Tensor4D, g as tf.Tensor1D, b as tf.Tensor1D, 2, 1e-5),
    composed: (x, g, b) => composedGroupNormalization(x, g, b, 2),
    inputs: () => [images(), channel(6), channel(7)],
  },
  {
    name: 'upsampling',
    native: (x) => upsampleNearest(x as tf.Tensor4D),
    composed: (x) => composedUpsampling(x as tf.Tensor4D),
    inputs: () => [images()],
  },
];

describe('native operations', () => {
  it('run on TensorFlow', () => {
    expect(isNative()).toBe(true);
  });

  it.each(cases)('$name: value and gradients equal the composed form', ({ native, composed, inputs }) => {
    const values = inputs();
    expect(largestDifference(native(...values), composed(...values))).toBeLessThan(2e-5);
    const weights = randomTensor(composed(...values).shape, 8);
    const gradientsOf = (operation: Operation) =>
      tf.grads((...x: tf.Tensor[]) => tf.sum(tf.mul(operation(...x), weights)) as tf.Scalar)(values);
    const reference = gradientsOf(composed);
    for (const [index, gradient] of gradientsOf(native).entries()) {
      const size = tf.max(tf.abs(reference[index])).dataSync()[0];
      expect(largestDifference(gradient, reference[index]) / size).toBeLessThan(2e-5);
    }
  });

  it.each(cases)('$name: gradients equal finite differences', ({ native, inputs }) => {
    expect(gradientError(native, inputs())).toBeLessThan(5e-3);
  });
});

describe('batch normalization', () => {
  it('moves the running estimates as the composed form does', () => {
    const [native, composed] = [statistics(), statistics()];
    const [x, gain, offset] = [images() as tf.Tensor4D, channel(1) as tf.Tensor1D, channel(2) as tf.Tensor1D];
    batchNormalizationTraining(x, gain, offset, native, 1e-5);
    composedBatchNormalization(x, gain, offset, composed, 1e-5);
    expect(largestDifference(native.mean, composed.mean)).toBeLessThan(1e-6);
    expect(largestDifference(native.variance, composed.variance)).toBeLessThan(1e-6);
  });
});
