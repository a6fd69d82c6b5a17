import { describe, expect, it, onTestFinished } from 'vitest';
import { randomTensor } from '../../../test/support/gradientCheck';
import { ConfigurationError, NumericalError } from '../../common/errors';
import { tf } from '../../tensor/engine';
import { inqQuantizer } from './inq';

function quantizerOf(bits: number, initial: tf.Tensor = randomTensor([3, 3, 4, 5], 1, 0.1)) {
  const weights = tf.tidy(() => tf.variable(initial));
  initial.dispose();
  const quantizer = inqQuantizer('layer', weights, bits);
  onTestFinished(() => {
    quantizer.dispose();
    weights.dispose();
  });
  const simulated = () =>
    tf.tidy(() => quantizer.simulate(weights as unknown as tf.Tensor4D).dataSync() as Float32Array);
  return { weights, quantizer, simulated };
}

describe('INQ', () => {
  it('passes weights through before anything is frozen', () => {
    const { weights, quantizer, simulated } = quantizerOf(2);
    expect(simulated()).toEqual(weights.dataSync());
    expect(quantizer.fraction).toBe(0);
    expect(quantizer.levels()).toBeUndefined();
  });

  it.each(['sgd', 'adam'] as const)('keeps frozen weights to the bit through steps of %s', (kind) => {
    const { weights, quantizer, simulated } = quantizerOf(3);
    const optimizer = kind === 'sgd' ? tf.train.momentum(0.1, 0.9) : tf.train.adam(0.05);
    const target = randomTensor<tf.Tensor4D>([3, 3, 4, 5], 2);
    let frozen = new Map<number, number>();
    for (const fraction of [0.25, 0.5, 0.75, 1]) {
      quantizer.advance(fraction);
      const free = quantizer.state[0].variable.dataSync();
      const values = simulated();
      for (const [index, value] of frozen) expect(values[index]).toBe(value);
      frozen = new Map(
        [...values].map((value, index) => [index, value] as const).filter(([index]) => free[index] === 0),
      );
      expect(frozen.size).toBe(Math.round(fraction * 180));
      for (let step = 0; step < 5; step++) {
        optimizer.minimize(
          () =>
            tf.sum(
              tf.squaredDifference(quantizer.simulate(weights as unknown as tf.Tensor4D), target),
            ) as tf.Scalar,
          false,
          [weights],
        );
      }
      const after = simulated();
      for (const [index, value] of frozen) expect(after[index]).toBe(value);
      if (fraction < 1) expect(after).not.toEqual(values);
    }
    optimizer.dispose();
    target.dispose();
  });

  it('ends with no more than 2^b - 1 values, all of its levels', () => {
    for (const bits of [2, 3, 8]) {
      const { quantizer, simulated } = quantizerOf(bits, randomTensor([3, 3, 16, 16], bits));
      quantizer.advance(0.5);
      expect(quantizer.levels()).toBeUndefined();
      quantizer.advance(1);
      expect(quantizer.fraction).toBe(1);
      const levels = quantizer.levels()!;
      expect(levels).toHaveLength(2 ** bits - 1);
      const values = new Set([...simulated()].map((value) => value + 0));
      for (const value of values) expect(levels).toContain(value);
      if (bits === 2) expect(values.size).toBe(3);
    }
  });

  it.each([
    { unit: 'weight', size: 1 },
    { unit: 'kernel', size: 9 },
    { unit: 'filter', size: 36 },
  ] as const)('freezes whole units of $size weights: $unit', ({ unit, size }) => {
    const weights = tf.variable(randomTensor([3, 3, 4, 5], 3));
    for (const levels of ['linear', 'powersOfTwo'] as const) {
      const quantizer = inqQuantizer('layer', weights, 3, { unit, levels });
      const units = 180 / size;
      const norms = Array.from({ length: units }, (_, one) =>
        (weights.dataSync() as Float32Array).reduce(
          (sum, value, index) => sum + (index % units === one ? Math.abs(value) : 0),
          0,
        ),
      );
      const largestFirst = [...norms.keys()].sort((a, b) => norms[b] - norms[a]);
      for (const fraction of [0.2, 0.4, 0.8, 1]) {
        quantizer.advance(fraction);
        const free = quantizer.state[0].variable.dataSync();
        const frozen = new Set(largestFirst.slice(0, Math.round(fraction * units)));
        for (const [index, value] of free.entries()) expect(value).toBe(frozen.has(index % units) ? 0 : 1);
      }
      quantizer.dispose();
    }
    weights.dispose();
  });

  it('gives gradients to free weights only', () => {
    const { weights, quantizer } = quantizerOf(2);
    quantizer.advance(0.6);
    const gradient = tf.grad((w) => tf.sum(quantizer.simulate(w as tf.Tensor4D)))(weights);
    expect(gradient.dataSync()).toEqual(quantizer.state[0].variable.dataSync());
    gradient.dispose();
  });

  it('refuses fractions that fall or lie outside 0 to 1, and changes nothing', () => {
    const { quantizer, simulated } = quantizerOf(2);
    quantizer.advance(0.5);
    const before = simulated();
    for (const fraction of [0.4, -0.1, 1.1, NaN]) {
      expect(() => {
        quantizer.advance(fraction);
      }).toThrow(ConfigurationError);
    }
    expect(simulated()).toEqual(before);
    quantizer.advance(0.5);
    expect(simulated()).toEqual(before);
  });

  it.each([
    ['all zero', () => tf.zeros([1, 1, 2, 2])],
    ['not finite', () => tf.fill([1, 1, 2, 2], NaN)],
  ])('refuses weights that are %s', (_, initial) => {
    const { quantizer } = quantizerOf(2, initial());
    expect(() => {
      quantizer.advance(0.5);
    }).toThrow(NumericalError);
  });
});
