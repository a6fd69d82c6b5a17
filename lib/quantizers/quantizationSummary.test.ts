import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tinyWdr } from '../../test/support/syntheticTask';
import { compressionFactor } from '../models/compression';
import { parameterCounts } from '../models/modularNetwork';
import { networkSummary } from '../models/networkSummary';
import { createWdr, type WdrNetwork } from '../models/wdr';
import { tf } from '../tensor/engine';
import { firstAndLastLayers } from './layerBits';
import { quantize, type QuantizationOptions } from './quantization';
import type { QuantizationMethod } from './methods/quantizationMethods';
import { quantizationSummary } from './quantizationSummary';

const bits = { backbone: 8, fpn: 2, head: 4 };

describe('the summary of a quantized network', () => {
  let network: WdrNetwork;
  beforeAll(() => {
    network = createWdr(tinyWdr, 1);
  });
  afterAll(() => {
    network.dispose();
  });
  const summary = (method: QuantizationMethod, options: QuantizationOptions = {}, widths = bits) => {
    const quantization = quantize(network, widths, method, options);
    const before = tf.memory().numTensors;
    const counted = quantizationSummary(network, quantization, 32, 32);
    expect(tf.memory().numTensors).toBe(before);
    quantization.dispose();
    return counted;
  };

  it('is that of the network where nothing is quantized', () => {
    const { total, modules } = quantizationSummary(network, undefined, 32, 32);
    const work = networkSummary(network, 32, 32).map(({ multiplyAccumulates }) => multiplyAccumulates);
    expect(modules.map((module) => module.work)).toEqual(
      work.map((multiplyAccumulates) => [{ weightBits: 32, activationBits: 32, multiplyAccumulates }]),
    );
    expect([total.compression, total.compressionWithOverhead, total.bytes.scales]).toEqual([1, 1, 0]);
    expect(total.bytes.total).toBe(total.bytes.fullPrecision);
    expect(total.floatLayers).toEqual(network.layers.map(({ name }) => name));
  });

  it('has the compression that papers count, and a lower one with all that is stored', () => {
    const { total, modules } = summary('lsq');
    expect(total.compression).toBe(compressionFactor(parameterCounts(network), bits));
    expect(modules.map(({ compression }) => compression)).toEqual([4, 16, 8]);
    const { weights, scales, otherParameters } = total.bytes;
    expect(scales).toBe(4 * network.layers.length);
    expect(total.bytes.total).toBe(weights + scales + otherParameters);
    expect(total.compressionWithOverhead).toBeLessThan(total.compression);
    const others = network.parameters.filter(({ role }) => role !== 'weight');
    expect(otherParameters).toBe(4 * others.reduce((sum, { variable }) => sum + variable.size, 0));
    expect(total.weights.map((row) => row.bits)).toEqual([2, 4, 8]);
    expect(weights).toBe(total.weights.reduce((sum, row) => sum + (row.weights * row.bits) / 8, 0));
  });

  it('tells apart layers of one module, their inputs, and scales by channel with zero points', () => {
    const [first, ...rest] = network.layers;
    const outer = firstAndLastLayers(network.layers);
    const layerBits = { ...Object.fromEntries(outer.map((name) => [name, 32])), [rest[0].name]: 3 };
    const activations = { bits: 'as weights', method: 'calibrated' } as const;
    const { modules, total } = summary('uniformAffinePerChannel', { layerBits, activations });
    const [backbone] = modules;
    expect(total.floatLayers).toEqual(outer);
    expect(backbone.weights.map((row) => row.bits)).toEqual([3, 8, 32]);
    expect(backbone.work.map((row) => [row.weightBits, row.activationBits])).toEqual([
      [3, 3],
      [8, 8],
      [32, 32],
    ]);
    expect(backbone.weights[2].weights).toBe(first.inputChannels * first.outputChannels * first.kernel ** 2);
    const channels = network.layers
      .filter(({ name }) => !outer.includes(name))
      .reduce((sum, { outputChannels }) => sum + outputChannels, 0);
    expect(total.bytes.scales).toBe(5 * channels + 5 * (network.layers.length - outer.length));
    expect(total.bitOperations).toBe(
      total.work.reduce((sum, row) => sum + row.multiplyAccumulates * row.weightBits * row.activationBits, 0),
    );
  });

  it('does not need the weights to be frozen', () => {
    const { total } = summary('inq');
    expect(total.bytes.scales).toBe(4 * network.layers.length);
  });
});
