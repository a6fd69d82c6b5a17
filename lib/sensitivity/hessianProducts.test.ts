import { describe, expect, it, onTestFinished } from 'vitest';
import { tinyWdr } from '../../test/support/syntheticTask';
import { fullPrecision } from '../models/modularNetwork';
import { createWdr } from '../models/wdr';
import { batchNormalizationInference } from '../tensor/batchNormalization';
import { convolution } from '../tensor/convolution';
import { groupNormalization } from '../tensor/groupNormalization';
import { leakyRelu } from '../tensor/leakyRelu';
import { tf } from '../tensor/engine';
import { upsampleNearest } from '../tensor/upsampling';
import { hessianProducts, type HessianProblem } from './hessianProducts';

const statistics = () => ({
  mean: tf.variable(tf.tensor1d([0.1, 0.2, 0.3, 0.4]), false),
  variance: tf.variable(tf.tensor1d([1, 2, 3, 4]), false),
  momentum: 0.1,
});
const gain = () => tf.tensor1d([1, 2, 0.5, 1.5]);
/** What networks and losses are made of, with inputs away from kinks. */
const operations: [string, (maps: tf.Tensor4D) => tf.Tensor][] = [
  ['convolution', (maps) => tf.square(maps)],
  ['tanh, sigmoid, exp', (maps) => tf.mul(tf.tanh(maps), tf.sigmoid(tf.exp(tf.mul(maps, 0.1))))],
  ['softmax', (maps) => tf.square(tf.softmax(maps))],
  ['leaky ReLU and ReLU', (maps) => tf.square(tf.relu(leakyRelu(tf.add(tf.square(maps), 1), 0.1)))],
  ['comparisons', (maps) => tf.square(tf.maximum(tf.square(maps), -1))],
  ['upsampling', (maps) => tf.square(upsampleNearest(maps))],
  ['group normalization', (maps) => tf.tanh(groupNormalization(maps, gain(), gain(), 2, 1e-5))],
  [
    'batch normalization',
    (maps) => tf.sigmoid(batchNormalizationInference(maps, gain(), gain(), statistics(), 1e-5)),
  ],
  ['softplus', (maps) => tf.mul(tf.square(tf.sigmoid(maps)), tf.softplus(maps))],
];

/** The mean square of what WDR says of two batches, with respect to all of its weights. */
function wdrProblem(): HessianProblem {
  const network = createWdr(tinyWdr, 1);
  const batches = [1, 2].map((seed) => ({ images: tf.randomNormal([2, 32, 32, 3], 0, 1, 'float32', seed) }));
  const all = [...network.parameters, ...network.statistics].map(({ variable }) => variable);
  const weights = network.parameters.filter(({ role }) => role === 'weight').map(({ variable }) => variable);
  onTestFinished(() => {
    tf.dispose(batches);
    network.dispose();
  });
  return {
    loss: (batch) => {
      const pass = { training: false, precision: fullPrecision };
      const levels = network.forward(batch['images'] as tf.Tensor4D, pass);
      return tf.addN(
        levels.flatMap(({ logits, corners }) => [logits, corners].map((maps) => tf.mean(tf.square(maps)))),
      ) as tf.Scalar;
    },
    batches,
    variables: weights,
    constants: all.filter((variable) => !weights.includes(variable)),
  };
}

describe('second derivatives', () => {
  it.each(operations)('of %s are exact, and equal central differences', (_name, operation) => {
    tf.tidy(() => {
      const images = tf.randomNormal([2, 6, 6, 2], 0, 1, 'float32', 1) as tf.Tensor4D;
      const weights = tf.variable(tf.randomNormal([3, 3, 2, 4], 0, 0.5, 'float32', 2));
      const loss = () =>
        tf.sum(
          operation(convolution(images, weights as unknown as tf.Tensor4D, { stride: 2, padding: 1 })),
        ) as tf.Scalar;
      const probe = [tf.randomNormal([3, 3, 2, 4], 0, 1, 'float32', 3)];
      const problem = { loss, variables: [weights], batches: [{}] };
      const exact = hessianProducts(problem);
      expect([exact.differentiation, exact.reason]).toEqual(['exact', undefined]);
      const differenced = hessianProducts({ ...problem, differentiation: 'central differences' });
      expect(relativeDifference(differenced.product(probe), exact.product(probe))).toBeLessThan(5e-3);
      weights.dispose();
    });
  });

  it('of WDR are exact, the same as one graph, and leave no tensor', () => {
    const problem = wdrProblem();
    hessianProducts({ ...problem, compiled: true });
    const before = tf.memory().numTensors;
    const exact = hessianProducts(problem);
    expect([exact.differentiation, exact.reason]).toEqual(['exact', undefined]);
    tf.tidy(() => {
      const probe = problem.variables.map(({ shape }, index) =>
        tf.randomNormal(shape, 0, 0.01, 'float32', index),
      );
      const compiled = hessianProducts({ ...problem, compiled: true });
      expect(relativeDifference(compiled.product(probe), exact.product(probe))).toBeLessThan(1e-4);
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('give way to central differences where an operation has none, or may lose some', () => {
    const weights = tf.variable(tf.tensor1d([0.3, -0.7, 1.1]));
    const problem = (loss: () => tf.Scalar) => hessianProducts({ loss, variables: [weights], batches: [{}] });
    const none = problem(() => tf.sum(tf.square(tf.cumsum(tf.square(tf.erf(weights))))));
    const cube = tf.customGrad((...inputs) => {
      const [x, save] = inputs as unknown as [tf.Tensor, (tensors: tf.Tensor[]) => void];
      save([tf.square(x)]);
      return { value: tf.mul(x, tf.square(x)), gradFunc: (up, [square]) => tf.mul(up, tf.mul(square, 3)) };
    });
    const custom = problem(() => tf.sum(tf.square(cube(weights))));
    expect([none.differentiation, custom.differentiation]).toEqual(['exact', 'central differences']);
    expect(custom.reason).toMatch(/customGrad/);
    const constant = tf.customGrad((x) => ({
      value: tf.square(x as tf.Tensor),
      gradFunc: (upstream) => upstream,
    }));
    const aside = problem(() => tf.sum(tf.mul(tf.square(weights), constant(tf.tensor1d([1, 2, 3])))));
    expect(aside.differentiation).toBe('exact');
    weights.dispose();
  });
});

function relativeDifference(found: readonly tf.Tensor[], reference: readonly tf.Tensor[]): number {
  const norm = (tensors: readonly tf.Tensor[]) =>
    Math.sqrt(tensors.reduce((sum, tensor) => sum + tf.sum(tf.square(tensor)).dataSync()[0], 0));
  return norm(found.map((tensor, index) => tf.sub(tensor, reference[index]))) / norm(reference);
}
