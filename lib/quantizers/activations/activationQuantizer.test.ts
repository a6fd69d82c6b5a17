import { describe, expect, it, onTestFinished } from 'vitest';
import { gradientError, randomTensor } from '../../../test/support/gradientCheck';
import { tinyWdr } from '../../../test/support/syntheticTask';
import { ConfigurationError, NumericalError } from '../../common/errors';
import { Random } from '../../common/random';
import { createWdr } from '../../models/wdr';
import { tf } from '../../tensor/engine';
import { activationMethods, activationWidths, type ActivationMethod } from './activationMethods';
import { quantize } from '../quantization';

const methods = Object.keys(activationMethods) as ActivationMethod[];
const cases = methods.flatMap((method) => activationWidths.map((bits) => ({ method, bits })));

function calibrated(method: ActivationMethod, bits: number, input: tf.Tensor4D) {
  const quantizer = activationMethods[method].make('layer', bits);
  onTestFinished(() => {
    quantizer.dispose();
    input.dispose();
  });
  quantizer.observe(input);
  quantizer.calibrate();
  return quantizer;
}

describe.each(cases)('activations by $method range at $bits bits', ({ method, bits }) => {
  it.each([true, false])('lie on the grid, signed %s, and zero stays zero', (signed) => {
    const draws = randomTensor<tf.Tensor4D>([2, 8, 8, 3], 1);
    const input = signed ? draws : tf.tidy(() => tf.relu(draws));
    if (!signed) draws.dispose();
    const quantizer = calibrated(method, bits, input);
    const { scale, zeroPoint, lowestCode, highestCode } = quantizer.grid();
    expect(highestCode - lowestCode + 1).toBeLessThanOrEqual(2 ** bits);
    if (!signed) expect([lowestCode, zeroPoint]).toEqual([0, 0]);
    const values = tf.tidy(() => quantizer.simulate(input).dataSync());
    for (const value of values) {
      const code = Math.round(value / scale) + zeroPoint;
      expect(code >= lowestCode && code <= highestCode).toBe(true);
      expect(Math.fround(scale * (code - zeroPoint)) + 0).toBe(value + 0);
    }
    expect(values.some((value) => value + 0 === 0)).toBe(true);
    expect(values.some((value) => value < 0)).toBe(signed);
  });
});

describe('a calibrated range', () => {
  it('has 255 levels at 8 bits, from the least to the largest number of all batches', () => {
    const quantizer = activationMethods.calibrated.make('layer', 8);
    for (const values of [
      [0, 3],
      [-1, 2],
      [1, 1],
    ]) {
      tf.tidy(() => {
        quantizer.observe(tf.tensor4d(values, [1, 1, 1, 2]));
      });
    }
    quantizer.calibrate();
    const { scale, zeroPoint, lowestCode, highestCode } = quantizer.grid();
    expect([lowestCode, highestCode]).toEqual([0, 254]);
    expect(scale).toBeCloseTo(4 / 254, 8);
    expect(zeroPoint).toBe(Math.round(254 / 4));
    quantizer.dispose();
  });

  it('lets gradients through inside the range, and clips beyond it', () => {
    const input = tf.tensor4d([0, 1, 2, 4], [1, 1, 1, 4]);
    const quantizer = calibrated('calibrated', 8, input);
    const wider = tf.tensor4d([-1, 1, 3.9, 5], [1, 1, 1, 4]);
    const { value, grad } = tf.valueAndGrad((x) => quantizer.simulate(x as tf.Tensor4D))(wider);
    expect([...grad.dataSync()]).toEqual([0, 1, 1, 0]);
    expect(value.dataSync()[0] + 0).toBe(0);
    expect(value.dataSync()[3]).toBeCloseTo(4, 5);
    tf.dispose([wider, value, grad]);
  });
});

describe('a learned range', () => {
  it('starts at 2 mean|x| / sqrt(Qp) of all batches and is trained by the gradient of LSQ', () => {
    const input = tf.tidy(() => tf.abs(randomTensor<tf.Tensor4D>([4, 5, 5, 2], 2)));
    const quantizer = calibrated('learned', 3, input);
    const mean = (input.dataSync() as Float32Array).reduce((sum, value) => sum + value, 0) / input.size;
    expect(quantizer.grid().scale).toBeCloseTo((2 * mean) / Math.sqrt(7), 5);
    const [{ variable }] = quantizer.trained;
    const far = tf.fill([4, 5, 5, 2], 100) as tf.Tensor4D;
    const { grads } = tf.variableGrads(() => tf.sum(quantizer.simulate(far)), [variable]);
    const gradient = grads[variable.name].dataSync()[0];
    const expected = (200 * 7 * quantizer.grid().scale) / Math.sqrt(50 * 7); // d/du of 7 exp(u), 1 / sqrt(N Qp)
    expect(Math.abs(gradient / expected - 1)).toBeLessThan(1e-5);
    tf.dispose([grads, far]);
  });

  it('has the true gradient of an input that is far beyond its levels', () => {
    const input = tf.tidy(() => tf.abs(randomTensor<tf.Tensor4D>([1, 3, 3, 2], 3)));
    const quantizer = calibrated('learned', 2, input);
    const far = tf.fill([1, 3, 3, 2], 50);
    expect(gradientError((x) => quantizer.simulate(x as tf.Tensor4D), [far])).toBeLessThan(1e-6);
    far.dispose();
  });

  it('keeps its step positive through adversarial updates', () => {
    const quantizer = calibrated('learned', 4, tf.ones([1, 2, 2, 1]));
    const random = Random.derive(1, 'updates');
    for (let update = 0; update < 200; update++) {
      const moves = [
        Infinity,
        -Infinity,
        NaN,
        10 ** random.uniform(-38, 38),
        -(10 ** random.uniform(-38, 38)),
      ];
      tf.tidy(() => {
        quantizer.trained[0].variable.assign(tf.scalar(moves[update % 5]));
      });
      const { scale } = quantizer.grid();
      if (!(scale > 0 && Number.isFinite(scale))) expect.fail(`step ${scale}`);
    }
  });
});

describe.each(methods)('calibration of a %s range', (method) => {
  it('refuses what gives no range', () => {
    const quantizer = activationMethods[method].make('layer', 8);
    const input = tf.zeros<tf.Rank.R4>([1, 2, 2, 1]);
    expect(() => quantizer.simulate(input)).toThrow(ConfigurationError);
    expect(() => quantizer.grid()).toThrow(/input of layer: found no range/);
    expect(() => {
      quantizer.calibrate();
    }).toThrow(ConfigurationError);
    quantizer.observe(input);
    expect(() => {
      quantizer.calibrate();
    }).toThrow(/input of layer.*all zero/);
    for (const fault of [NaN, Infinity]) {
      const bad = tf.fill<tf.Rank.R4>([1, 1, 1, 1], fault);
      expect(() => {
        quantizer.observe(bad);
      }).toThrow(NumericalError);
      bad.dispose();
    }
    quantizer.dispose();
    input.dispose();
  });

  it('of a network sees every layer; its state gives another network the same numbers', async () => {
    const before = tf.memory().numTensors;
    const [first, second] = [createWdr(tinyWdr, 1), createWdr(tinyWdr, 1)];
    const images = randomTensor<tf.Tensor4D>([2, 32, 32, 3], 4);
    const bits = { backbone: 8, fpn: 2, head: 8 };
    const make = (network: typeof first) =>
      quantize(network, bits, 'lsq', { activations: { bits: 8, method } });
    const logits = (network: typeof first, precision: ReturnType<typeof make>) =>
      tf.tidy(() => [...network.forward(images, { training: false, precision })[0].logits.dataSync()]);
    const [source, target] = [make(first), make(second)];
    expect(() => logits(first, source)).toThrow(/found no range/);
    await source.calibrate(() => void logits(first, source));
    expect(source.activationQuantizers).toHaveLength(first.layers.length);
    for (const [index, { variable }] of [...target.trained, ...target.state].entries()) {
      const from = [...source.trained, ...source.state][index].variable;
      tf.tidy(() => {
        variable.assign(tf.tensor(from.dataSync().slice(), from.shape));
      });
    }
    expect(logits(second, target)).toEqual(logits(first, source));
    tf.dispose([images]);
    for (const part of [source, target, first, second]) part.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
