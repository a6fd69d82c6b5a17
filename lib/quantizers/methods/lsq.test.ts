import { describe, expect, it, onTestFinished } from 'vitest';
import { gradientError, randomTensor } from '../../../test/support/gradientCheck';
import { NumericalError } from '../../common/errors';
import { Random } from '../../common/random';
import { tf } from '../../tensor/engine';
import { initialStep, learnedStepQuantize, learnedStepRange } from './learnedStep';
import { lsqQuantizer } from './lsq';

function quantizerOf(bits: number, initial: tf.Tensor = randomTensor([3, 3, 4, 5], 1, 0.1)) {
  const weights = tf.tidy(() => tf.variable(initial));
  initial.dispose();
  onTestFinished(() => {
    weights.dispose();
  });
  const quantizer = lsqQuantizer('layer', weights, bits);
  onTestFinished(() => {
    quantizer.dispose();
  });
  const simulated = () =>
    tf.tidy(() => quantizer.simulate(weights as unknown as tf.Tensor4D).dataSync() as Float32Array);
  return { weights, quantizer, simulated, logStep: quantizer.trained[0].variable };
}

describe('LSQ', () => {
  it('is ternary at 2 bits, and starts from 2 mean|v| / sqrt(Qp)', () => {
    const { weights, quantizer, simulated } = quantizerOf(2);
    const step = initialStep(weights.dataSync() as Float32Array, 1);
    expect(quantizer.levels()![2]).toBeCloseTo(step, 6);
    expect(new Set([...simulated()].map((value) => value + 0))).toEqual(new Set(quantizer.levels()));
  });

  it.each([2, 3, 4, 8])('has one step a tensor and 2^b - 1 levels at %i bits', (bits) => {
    const { quantizer, simulated, logStep } = quantizerOf(bits, randomTensor([3, 3, 8, 8], bits));
    expect(logStep.shape).toEqual([]);
    const levels = quantizer.levels()!;
    expect(levels).toHaveLength(2 ** bits - 1);
    for (const value of simulated()) expect(levels).toContain(value + 0);
  });

  it('keeps its step positive and finite through 200 adversarial updates, within its bounds', () => {
    const { quantizer, logStep } = quantizerOf(2);
    const random = Random.derive(3, 'updates');
    const start = quantizer.levels()![2];
    for (let update = 0; update < 200; update++) {
      const size = 10 ** random.uniform(-3, 38);
      const move = update % 10 === 0 ? Infinity : size;
      tf.tidy(() => {
        logStep.assign(tf.scalar(random.integer(2) === 0 ? move : -move));
      });
      const step = quantizer.levels()![2];
      if (!(step > 0 && step >= start * Math.exp(-8.001) && step <= start * Math.exp(8.001)))
        expect.fail(`update ${update}: step ${step}`);
    }
  });

  it('survives gradient steps of any size', () => {
    const { weights, quantizer, logStep } = quantizerOf(2);
    const loss = () =>
      tf.mul(tf.sum(tf.square(quantizer.simulate(weights as unknown as tf.Tensor4D))), 1e6) as tf.Scalar;
    const optimizer = tf.train.sgd(1e3);
    for (let step = 0; step < 20; step++) optimizer.minimize(loss, false, [logStep]);
    expect(quantizer.levels()![2]).toBeGreaterThan(0);
    optimizer.dispose();
  });

  it('moves the logarithm of its step by the step times the gradient of the step', () => {
    const { weights, quantizer, logStep } = quantizerOf(3);
    const w = weights as unknown as tf.Tensor4D;
    const { grads } = tf.variableGrads(() => tf.sum(tf.square(quantizer.simulate(w))), [logStep]);
    const expected = tf.tidy(() => {
      const step = tf.exp(logStep);
      const gradient = tf.grad((s) =>
        tf.sum(tf.square(learnedStepQuantize(w, s, { lower: 3, upper: 3 }, 1 / Math.sqrt(180 * 3)))),
      )(step);
      return tf.mul(gradient, step).dataSync()[0];
    });
    const found = grads[logStep.name].dataSync()[0];
    expect(Math.abs(found - expected)).toBeLessThan(1e-5 * Math.abs(expected));
    tf.dispose(grads);
  });

  it.each([
    ['all zero', () => tf.zeros([1, 1, 2, 2])],
    ['not finite', () => tf.fill([1, 1, 2, 2], Infinity)],
  ])('refuses weights that are %s', (_, initial) => {
    expect(() => quantizerOf(2, initial())).toThrow(NumericalError);
  });
});

describe('the learned step function', () => {
  it('treats every channel with its own step as it would alone', () => {
    tf.tidy(() => {
      const input = randomTensor<tf.Tensor4D>([3, 3, 2, 4], 5);
      const steps = tf.tensor4d([0.1, 0.3, 0.5, 0.9], [1, 1, 1, 4]);
      const range = learnedStepRange(3, true);
      const quantize = (v: tf.Tensor, s: tf.Tensor) => learnedStepQuantize(v, s, range, 0.5);
      const together = tf.valueAndGrads(quantize)([input, steps]);
      for (let channel = 0; channel < 4; channel++) {
        const [v, s] = [input, steps].map((tensor) => tf.gather(tensor, [channel], 3));
        const alone = tf.valueAndGrads(quantize)([v, tf.reshape(s, [])]);
        const own = (tensor: tf.Tensor) => [...tf.gather(tensor, [channel], 3).dataSync()];
        expect(own(together.value)).toEqual([...alone.value.dataSync()]);
        expect(own(together.grads[0])).toEqual([...alone.grads[0].dataSync()]);
        expect(own(together.grads[1])[0]).toBeCloseTo(alone.grads[1].dataSync()[0], 4);
      }
    });
  });

  it('has the true gradient of its step where every input is beyond the range', () => {
    const range = learnedStepRange(2, true);
    const far = tf.tensor1d([5, -7, 9, -4]);
    const error = gradientError((step) => learnedStepQuantize(far, step, range, 1), [tf.scalar(0.5)]);
    expect(error).toBeLessThan(1e-3);
    far.dispose();
  });
});
