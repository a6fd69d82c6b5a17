import { describe, expect, it } from 'vitest';
import { randomTensor } from '../../../test/support/gradientCheck';
import { NumericalError } from '../../common/errors';
import { tf } from '../../tensor/engine';
import type { InqQuantizer } from './inq';
import { methodNamed, quantizationMethods, type QuantizationMethod } from './quantizationMethods';
import { decodeWeights } from '../weightCodes';
import type { WeightQuantizer } from '../weightQuantizer';

const methods = Object.keys(quantizationMethods) as QuantizationMethod[];
const cases = methods.flatMap((method) => methodNamed(method).widths.map((bits) => ({ method, bits })));

function withQuantizer<T>(
  { method, bits }: { method: QuantizationMethod; bits: number },
  initial: tf.Tensor,
  work: (quantizer: WeightQuantizer, weights: tf.Tensor4D) => T,
): T {
  const weights = tf.variable(initial);
  initial.dispose();
  const quantizer = methodNamed(method).make('layer', weights, bits);
  try {
    if ('advance' in quantizer) (quantizer as InqQuantizer).advance(1);
    return work(quantizer, weights as unknown as tf.Tensor4D);
  } finally {
    quantizer.dispose();
    weights.dispose();
  }
}

const shapes = [
  [3, 3, 4, 6],
  [24, 6],
];
const plain = (values: Iterable<number>) => Array.from(values, (value) => value + 0);

describe.each(cases)('$method at $bits bits', (one) => {
  it.each(shapes.map((shape) => ({ shape })))('has codes that decode to the bit, $shape', ({ shape }) => {
    withQuantizer(one, randomTensor(shape, 3, 0.05), (quantizer, weights) => {
      const simulated = tf.tidy(() => quantizer.simulate(weights).dataSync());
      const codes = quantizer.codes();
      expect(plain(decodeWeights(codes))).toEqual(plain(simulated));
      expect(codes).toMatchObject({ layer: 'layer', method: one.method, bits: one.bits, shape });
      expect([1, 6]).toContain(codes.values.length);
      expect(codes.scales).toHaveLength(codes.values.length);
      expect(codes.zeroPoints).toHaveLength(codes.values.length);
      expect(codes.values[0].length).toBeLessThanOrEqual(2 ** one.bits);
      const levels = quantizer.levels()!;
      expect(levels).toEqual([...levels].sort((a, b) => a - b));
      for (const value of plain(simulated)) expect(levels).toContain(value);
    });
  });

  it('says by scale, zero point and law what its levels are, to a rounding', () => {
    withQuantizer(one, randomTensor([3, 3, 4, 6], 4, 0.05), (quantizer) => {
      const { law, lowestCode, scales, zeroPoints, values } = quantizer.codes();
      const laws = {
        uniform: (code: number, row: number) => scales[row] * (code - zeroPoints[row]),
        powersOfTwo: (code: number, row: number) =>
          Math.sign(code) * (code === 0 ? 0 : scales[row] * 2 ** (Math.abs(code) - 1)),
        binary: (code: number, row: number) => scales[row] * (2 * code - 1),
      };
      for (const [row, levels] of values.entries()) {
        for (const [place, level] of levels.entries()) {
          const lawful = laws[law](lowestCode + place, row);
          expect(Math.abs(level - lawful)).toBeLessThanOrEqual(1.2e-7 * Math.abs(lawful));
        }
      }
    });
  });

  it('lets gradients through unless everything is frozen, and frees every tensor', () => {
    const before = tf.memory().numTensors;
    withQuantizer(one, randomTensor([3, 3, 4, 6], 5, 0.05), (quantizer, weights) => {
      const gradient = tf.tidy(() =>
        tf
          .grad((w) => tf.sum(quantizer.simulate(w as tf.Tensor4D)))(weights)
          .dataSync(),
      );
      expect(gradient.every(Number.isFinite)).toBe(true);
      expect(gradient.some((value) => value !== 0)).toBe(!('advance' in quantizer));
      quantizer.levels();
      quantizer.codes();
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each([
    ['all zero', () => tf.zeros([1, 1, 2, 2])],
    ['not numbers', () => tf.fill([1, 1, 2, 2], NaN)],
    ['infinite', () => tf.tensor4d([1, -Infinity, 1, 1], [1, 1, 2, 2])],
    ['next to zero', () => tf.fill([1, 1, 2, 2], 1e-44)],
  ])('refuses weights that are %s, naming the layer', (_, initial) => {
    expect(() => {
      withQuantizer(one, initial(), () => undefined);
    }).toThrow(NumericalError);
    expect(() => {
      withQuantizer(one, initial(), () => undefined);
    }).toThrow(/^layer/);
  });
});

it.each(methods.filter((method) => methodNamed(method).widths.includes(2) && !method.includes('Affine')))(
  '%s is ternary at 2 bits',
  (method) => {
    withQuantizer({ method, bits: 2 }, randomTensor([3, 3, 8, 8], 6, 0.05), (quantizer) => {
      expect(new Set(quantizer.codes().codes)).toEqual(new Set([-1, 0, 1]));
    });
  },
);
