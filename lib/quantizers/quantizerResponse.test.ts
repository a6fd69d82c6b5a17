import { afterAll, describe, expect, it } from 'vitest';
import { Random } from '../common/random';
import { tf } from '../tensor/engine';
import { quantizationMethods, type QuantizationMethod } from './methods/quantizationMethods';
import { quantizerResponse } from './quantizerResponse';

const random = new Random(3);
const values = Float32Array.from({ length: 3 * 3 * 4 * 6 }, () => random.normal(0, 0.1));
const weights = tf.tidy(() => tf.variable(tf.tensor4d(values, [3, 3, 4, 6])));
afterAll(() => {
  weights.dispose();
});

describe('the response of a quantizer', () => {
  it.each(Object.keys(quantizationMethods) as QuantizationMethod[])('of %s', (method) => {
    const before = tf.memory().numTensors;
    const bits = quantizationMethods[method].widths[0];
    const response = quantizerResponse('layer', weights, method, bits, { places: [0, 5] });
    expect(tf.memory().numTensors).toBe(before);
    expect(response.weights).toEqual(values);
    expect(response.distinctValues).toBeLessThanOrEqual(2 ** bits);
    expect(response.relativeSquaredError).toBeGreaterThan(0.01);
    expect(response.relativeSquaredError).toBeLessThan(1);
    for (const { gradients } of response.parameters) expect(gradients).toHaveLength(2);
  });

  it('has the gradients of LSQ: straight through inside of the range, the rounding error by the step', () => {
    const places = Array.from(values.keys()).slice(0, 40);
    const { simulated, weightGradients, parameters } = quantizerResponse('layer', weights, 'lsq', 2, {
      places,
    });
    const step = Math.max(...simulated);
    const scale = 1 / Math.sqrt(values.length);
    for (const place of places) {
      const ratio = values[place] / step;
      expect(weightGradients[place]).toBe(Math.abs(ratio) <= 1 ? 1 : 0);
      const byStep = Math.abs(ratio) <= 1 ? Math.round(ratio) - ratio : Math.sign(ratio);
      expect(parameters[0].gradients[place]).toBeCloseTo(byStep * step * scale, 6);
    }
    expect(parameters.map(({ name }) => name)).toEqual(['log_step']);
  });

  it('of INQ leaves what is not frozen free, with a gradient', () => {
    const half = quantizerResponse('layer', weights, 'inq', 2, { fraction: 0.5 });
    expect(half.distinctValues).toBeUndefined();
    const free = half.weightGradients.filter((gradient) => gradient === 1).length;
    expect(free).toBe(values.length / 2);
    for (const [place, gradient] of half.weightGradients.entries())
      if (gradient === 1) expect(half.simulated[place]).toBe(values[place]);
  });
});
