import { describe, expect, it, onTestFinished } from 'vitest';
import { randomTensor } from '../../test/support/gradientCheck';
import { normalizedToy, toySide } from '../../test/support/toyTask';
import { ConfigurationError, NumericalError } from '../common/errors';
import { tf } from '../tensor/engine';
import { assignFolded, channelMaps, foldBatchNormalization } from './batchNormalizationFolding';
import { normalizationEpsilon } from './layers';
import { fullPrecision, type ModularNetwork } from './modularNetwork';

function trainedToy(seed = 1) {
  const parts = normalizedToy(seed);
  onTestFinished(() => {
    parts.network.dispose();
  });
  return parts;
}

function outputs(network: ModularNetwork<tf.Tensor4D>): Float32Array {
  const images = randomTensor<tf.Tensor4D>([2, toySide, toySide, 3], 9);
  const said = tf.tidy(() => network.forward(images, { training: false, precision: fullPrecision }));
  const values = said.dataSync() as Float32Array;
  tf.dispose([images, said]);
  return values;
}

describe('a folded batch normalization', () => {
  it('scales weights by gain / sqrt(variance + epsilon) and becomes a bias', () => {
    const { network, gain, offset, mean, variance } = trainedToy();
    const weights = network.parameters[0].variable.dataSync();
    const [{ layer, factors, bias }] = channelMaps(network);
    expect(layer).toBe('first.conv');
    for (const channel of gain.keys()) {
      const factor = gain[channel] / Math.sqrt(variance[channel] + normalizationEpsilon);
      expect(factors[channel]).toBeCloseTo(factor, 6);
      expect(bias[channel]).toBeCloseTo(offset[channel] - mean[channel] * factor, 5);
    }
    const [first, second] = foldBatchNormalization(network);
    for (const [index, weight] of weights.entries())
      expect(first.weights[index]).toBe(Math.fround(weight * factors[index % 4]));
    expect(second).toEqual({ layer: 'second.conv', weights: network.parameters[3].variable.dataSync() });
  });

  it.each([1, 2, 3, 4, 5])('leaves the numbers of the network, in itself and in another: seed %i', (seed) => {
    const { network } = trainedToy(seed);
    const before = outputs(network);
    const scale = Math.max(...before.map(Math.abs));
    const other = trainedToy(seed + 10).network;
    const second = (of: typeof network) => of.parameters.filter(({ module }) => module === 'second');
    for (const [index, { variable }] of second(other).entries())
      variable.assign(second(network)[index].variable);
    for (const target of [other, network]) {
      assignFolded(target, foldBatchNormalization(network));
      const worst = Math.max(...outputs(target).map((value, index) => Math.abs(value - before[index])));
      expect(worst).toBeLessThan(1e-5 * scale);
    }
  });

  it('that is folded again stays as it is', () => {
    const { network } = trainedToy();
    assignFolded(network, foldBatchNormalization(network));
    const folded = foldBatchNormalization(network);
    expect(channelMaps(network)[0].factors.every((factor) => Math.abs(factor - 1) < 1e-7)).toBe(true);
    assignFolded(network, folded);
    for (const [index, value] of foldBatchNormalization(network)[0].bias!.entries())
      expect(value).toBeCloseTo(folded[0].bias![index], 6);
  });

  it('is refused where its numbers or the network do not fit', () => {
    const { network } = trainedToy();
    const layers = foldBatchNormalization(network);
    for (const wrong of [
      [{ ...layers[0], layer: 'third.conv' }],
      [{ ...layers[0], weights: new Float32Array(3) }],
      [{ layer: 'first.conv', weights: layers[0].weights }],
      [{ ...layers[1], bias: new Float32Array(5) }],
    ])
      expect(() => {
        assignFolded(network, wrong);
      }).toThrow(ConfigurationError);
    tf.tidy(() => {
      network.statistics[1].variable.assign(tf.fill([4], -1));
    });
    expect(() => foldBatchNormalization(network)).toThrow(NumericalError);
    expect(() => foldBatchNormalization(network)).toThrow(/^first\.bn/);
  });

  it('frees every tensor it made', () => {
    const { network } = trainedToy();
    const before = tf.memory().numTensors;
    assignFolded(network, foldBatchNormalization(network));
    expect(tf.memory().numTensors).toBe(before);
  });
});
