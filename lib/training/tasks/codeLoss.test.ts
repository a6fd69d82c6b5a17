import { describe, expect, it } from 'vitest';
import { randomTensor } from '../../../test/support/gradientCheck';
import { tf } from '../../tensor/engine';
import { codeLoss, maskLoss, updateBitErrors, type CodeLossKind } from './codeLoss';

const shape = [2, 3, 3, 1];
const bits = 2;

function inputs() {
  const digits = (seed: number, last: number) =>
    tf.step(randomTensor<tf.Tensor4D>([...shape.slice(0, 3), last], seed));
  return {
    mask: randomTensor<tf.Tensor4D>(shape, 1),
    code: randomTensor<tf.Tensor4D>([...shape.slice(0, 3), bits], 2),
    trueMask: digits(3, 1) as tf.Tensor4D,
    trueCode: digits(4, bits) as tf.Tensor4D,
    weight: tf.tensor4d([1, 0], [2, 1, 1, 1]),
  };
}

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

describe('the losses of ZebraPose', () => {
  const given = inputs();
  const [mask, code, trueMask, trueCode] = [given.mask, given.code, given.trueMask, given.trueCode].map(
    (tensor) => [...tensor.dataSync()],
  );
  const counted = mask.map((value, pixel) => Number(value > 0 && pixel < 9));

  it('are those of the formulas', () => {
    const h = [0.1, 0.4];
    const w = [Math.exp(0.3), Math.exp(3 * 0.11)];
    const sums = (errorOf: (probabilityOfTruth: number) => number) =>
      [0, 1].map((bit) =>
        counted.reduce((sum, count, pixel) => {
          const p = sigmoid(code[bits * pixel + bit]);
          return sum + count * errorOf(trueCode[bits * pixel + bit] === 1 ? p : 1 - p);
        }, 0),
      );
    const found = (kind: CodeLossKind) => codeLoss(given, tf.tensor1d(h), kind).dataSync()[0];
    const [entropies, distances] = [sums((p) => -Math.log(p)), sums((p) => 1 - p)];
    const weighted = (w[0] * entropies[0] + w[1] * entropies[1]) / (18 * (w[0] + w[1]));
    expect(found('weightedBce')).toBeCloseTo(weighted, 5);
    expect(found('bce')).toBeCloseTo((entropies[0] + entropies[1]) / 36, 5);
    expect(found('l1')).toBeCloseTo((distances[0] + distances[1]) / 36, 5);
    const differences = mask.map((value, pixel) => Math.abs(sigmoid(value) - trueMask[pixel]));
    const mean = differences.slice(0, 9).reduce((sum, value) => sum + value, 0) / 18;
    expect(maskLoss(given).dataSync()[0]).toBeCloseTo(mean, 5);
  });

  it('send no gradient of the code through the mask', () => {
    const errors = tf.tensor1d([0.1, 0.4]);
    const gradient = tf.grad((x) => codeLoss({ ...given, mask: x as tf.Tensor4D }, errors, 'weightedBce'));
    expect(Math.max(...gradient(given.mask).dataSync().map(Math.abs))).toBe(0);
  });

  it('follow the share of wrong digits within the mask', () => {
    const errors = tf.variable(tf.tensor1d([0.5, 0.5]));
    updateBitErrors(given, errors);
    const total = counted.reduce((sum, count) => sum + count, 0) + 1;
    const expected = [0, 1].map((bit) => {
      const wrong = counted.filter(
        (count, pixel) =>
          count === 1 && Number(code[bits * pixel + bit] > 0) !== trueCode[bits * pixel + bit],
      );
      return 0.95 * 0.5 + (0.05 * wrong.length) / total;
    });
    expect([...errors.dataSync()]).toEqual(expected.map((value) => expect.closeTo(value, 6)));
    errors.dispose();
  });
});
