import { describe, expect, it, onTestFinished } from 'vitest';
import { randomTensor } from '../../test/support/gradientCheck';
import { normalizedToy, toyNetwork, toySide } from '../../test/support/toyTask';
import { NumericalError } from '../common/errors';
import { assignFolded, channelMaps } from '../models/batchNormalizationFolding';
import { fullPrecision, type ModularNetwork, type PrecisionPolicy } from '../models/modularNetwork';
import { tf } from '../tensor/engine';
import { foldedPrecision, foldQuantization } from './foldedQuantization';
import { methodNamed, quantizationMethods, type QuantizationMethod } from './methods/quantizationMethods';
import { quantize, type QuantizationOptions } from './quantization';
import { decodeWeights } from './weightCodes';

type Toy = ModularNetwork<tf.Tensor4D>;

const images = () => randomTensor<tf.Tensor4D>([2, toySide, toySide, 3], 9);

function outputs(network: Toy, precision: PrecisionPolicy): Float32Array {
  const said = tf.tidy(() => network.forward(images(), { training: false, precision }));
  const values = said.dataSync() as Float32Array;
  said.dispose();
  return values;
}

function quantizedToy(method: QuantizationMethod, bits: number, options: QuantizationOptions = {}) {
  const { network } = normalizedToy();
  const target = toyNetwork(2);
  // What is no layer's weights and not normalized is not folded: the target must have it already.
  for (const { parameters } of [network, target])
    parameters.find(({ name }) => name === 'second.conv.bias')!.variable.assign(randomTensor([5], 3));
  const quantization = quantize(network, { first: bits, second: bits }, method, options);
  quantization.advance(1);
  onTestFinished(() => {
    for (const part of [quantization, network, target]) part.dispose();
  });
  return { network, target, quantization };
}

const largest = (values: ArrayLike<number>) => Math.max(...Array.from(values, Math.abs));
const distance = (a: Float32Array, b: Float32Array) => largest(a.map((value, index) => value - b[index]));
const methods = Object.keys(quantizationMethods) as QuantizationMethod[];
const cases = methods.flatMap((method) => {
  const { widths } = methodNamed(method);
  return [...new Set([widths[0], widths[widths.length - 1]])].map((bits) => ({ method, bits }));
});

describe.each(cases)('folding into weights by $method at $bits bits', ({ method, bits }) => {
  it('keeps the codes, with a positive scale a channel, and what the network says', () => {
    const { network, target, quantization } = quantizedToy(method, bits);
    const [first, second] = foldQuantization(network, quantization, 'codes kept');
    const [{ factors }] = channelMaps(network);
    const before = quantization.quantizers[0].codes();
    const simulated = decodeWeights(before);
    expect(factors.some((factor) => factor < 0) && factors.some((factor) => factor > 0)).toBe(true);
    const { codes, scales, zeroPoints, values, lowestCode, law } = first.codes!;
    expect(scales).toHaveLength(4);
    expect(scales.every((scale) => scale > 0)).toBe(true);
    const turned = 2 * lowestCode + values[0].length - 1;
    for (const [index, code] of codes.entries()) {
      const channel = index % 4;
      const old = before.codes[index];
      expect(code).toBe(factors[channel] < 0 ? turned - old : old);
      const exact = simulated[index] * factors[channel];
      expect(Math.abs(first.weights[index] - exact)).toBeLessThanOrEqual(3e-7 * Math.abs(exact));
      if (law === 'uniform')
        expect(first.weights[index] + 0).toBe(
          Math.fround(scales[channel] * (code - zeroPoints[channel])) + 0,
        );
    }
    for (const row of values) expect([...row]).toEqual([...row].sort((a, b) => a - b));
    expect(second.codes).toEqual(quantization.quantizers[1].codes());
    expect(second.bias).toBeUndefined();
    const expected = outputs(network, quantization);
    assignFolded(target, [first, second]);
    const found = outputs(target, foldedPrecision(quantization));
    expect(distance(found, expected)).toBeLessThan(1e-5 * largest(expected));
  });

  it('or quantizes the folded weights anew, with one scale a layer', () => {
    const { network, target, quantization } = quantizedToy(method, bits);
    const layers = foldQuantization(network, quantization, 'requantized');
    for (const { weights, codes } of layers) {
      expect(codes).toMatchObject({ bits });
      expect(codes!.scales).toHaveLength(1);
      expect(new Set([...weights].map((value) => value + 0)).size).toBeLessThanOrEqual(2 ** bits);
      expect(weights).toEqual(decodeWeights(codes!));
    }
    const [exact] = foldQuantization(network, quantization, 'codes kept');
    // What is lost is at most half a step a weight, or what lies beyond the levels.
    const norm = (values: Float32Array) => Math.hypot(...values);
    const lost = norm(layers[0].weights.map((value, index) => value - exact.weights[index]));
    expect(lost).toBeGreaterThan(0);
    expect(lost).toBeLessThan((bits > 4 ? 0.03 : 0.8) * norm(exact.weights));
    assignFolded(target, layers);
    expect(distance(outputs(target, fullPrecision), outputs(network, quantization))).toBeGreaterThan(0);
  });
});

describe('folding a quantization', () => {
  it('leaves the inputs quantized as they were', async () => {
    const activations = { bits: 3, method: 'learned' } as const;
    const { network, target, quantization } = quantizedToy('lsq', 8, { activations });
    await quantization.calibrate(() => {
      outputs(network, quantization);
    });
    assignFolded(target, foldQuantization(network, quantization, 'codes kept'));
    const precision = foldedPrecision(quantization);
    expect(precision.variables).toHaveLength(6);
    const expected = outputs(network, quantization);
    const found = outputs(target, precision);
    // A last bit can move an input over the middle between two levels: few do.
    const apart = found.filter(
      (value, index) => Math.abs(value - expected[index]) > 1e-5 * largest(expected),
    );
    expect(apart.length).toBeLessThan(0.02 * found.length);
    expect(distance(outputs(target, fullPrecision), expected)).toBeGreaterThan(0.05 * largest(expected));
  });

  it('takes layers at full precision along, and frees every tensor', () => {
    const { network, target, quantization } = quantizedToy('hawqV3', 32);
    expect(quantization.quantizers).toHaveLength(0);
    const before = tf.memory().numTensors;
    const layers = foldQuantization(network, quantization, 'codes kept');
    expect(layers.map(({ codes }) => codes)).toEqual([undefined, undefined]);
    assignFolded(target, layers);
    foldQuantization(network, quantization, 'requantized');
    expect(tf.memory().numTensors).toBe(before);
    expect(distance(outputs(target, fullPrecision), outputs(network, quantization))).toBeLessThan(1e-4);
  });

  it('is refused before INQ has frozen all', () => {
    const { network } = normalizedToy();
    const quantization = quantize(network, { first: 2, second: 2 }, 'inq');
    quantization.advance(0.5);
    expect(() => foldQuantization(network, quantization, 'codes kept')).toThrow(NumericalError);
    expect(() => foldQuantization(network, quantization, 'requantized')).toThrow(/^first\.conv/);
    quantization.dispose();
    network.dispose();
  });
});
