import { describe, expect, it, onTestFinished } from 'vitest';
import { tinyWdr } from '../../test/support/syntheticTask';
import { ConfigurationError, NumericalError } from '../common/errors';
import { createWdr } from '../models/wdr';
import { tf } from '../tensor/engine';
import { countDistinctValues } from './distinctValues';
import type { QuantizationMethod } from './methods/quantizationMethods';
import { quantize } from './quantization';

const allEight = { backbone: 8, fpn: 8, head: 8 };

function quantized(bits: Record<string, number>, method: QuantizationMethod) {
  const network = createWdr(tinyWdr, 1);
  onTestFinished(() => {
    network.dispose();
  });
  const quantization = quantize(network, bits, method);
  onTestFinished(() => {
    quantization.dispose();
  });
  return { network, quantization };
}

describe('the quantization of a network', () => {
  it.each([
    [{ ...allEight, neck: 2 }, /quantization\.neck.*backbone, fpn, head/],
    [{ backbone: 8, fpn: 8 }, /quantization\.head: found no bits/],
    [{ ...allEight, fpn: 1 }, /quantization\.fpn: found 1 bits.*2, 3, 4, 5, 6, 7, 8, 32/],
    [{ ...allEight, fpn: 2.5 }, /2\.5 bits/],
    [{ ...allEight, head: 16 }, /16 bits/],
  ])('refuses %j', (bits, message) => {
    expect(() => quantized(bits, 'lsq')).toThrow(ConfigurationError);
    expect(() => quantized(bits, 'lsq')).toThrow(message);
  });

  it.each(['lsq', 'inq'] as const)('by %s changes the modules named and no other', (method) => {
    const { network, quantization } = quantized({ backbone: 32, fpn: 2, head: 32 }, method);
    quantization.advance(1);
    const fpn = network.layers.filter(({ module }) => module === 'fpn');
    expect(quantization.quantizers.map(({ layer }) => layer)).toEqual(fpn.map(({ name }) => name));
    for (const { layer, module, role, variable } of network.parameters) {
      if (role !== 'weight') continue;
      const weights = variable as unknown as tf.Tensor4D;
      const seen = tf.tidy(() => [...quantization.weights(layer, weights).dataSync()]);
      if (module === 'fpn') expect(new Set(seen.map((value) => value + 0)).size).toBe(3);
      else expect(seen).toEqual([...weights.dataSync()]);
    }
  });

  it.each(['lsq', 'inq'] as const)(
    'by %s has the widths asked for, first and last layer included',
    (method) => {
      const { network, quantization } = quantized({ backbone: 3, fpn: 2, head: 4 }, method);
      quantization.advance(1);
      const counts = countDistinctValues(network, quantization);
      expect(Object.keys(counts)).toEqual(network.layers.map(({ name }) => name));
      const most = { backbone: 7, fpn: 3, head: 15 } as Record<string, number>;
      for (const { name, module } of network.layers) {
        expect(counts[name]).toBeLessThanOrEqual(most[module]);
        expect(counts[name]).toBeGreaterThan(most[module] / 2);
      }
    },
  );

  it('is not taken for finished while INQ has free weights', () => {
    const { network, quantization } = quantized({ backbone: 32, fpn: 2, head: 32 }, 'inq');
    quantization.advance(0.9);
    expect(() => countDistinctValues(network, quantization)).toThrow(NumericalError);
    expect(() => countDistinctValues(network, quantization)).toThrow(/fpn\.inner_convs.*levels of inq/);
  });

  it('frees every tensor it made', () => {
    const network = createWdr(tinyWdr, 1);
    const before = tf.memory().numTensors;
    for (const method of ['lsq', 'inq'] as const) {
      const quantization = quantize(network, allEight, method);
      quantization.advance(0.5);
      quantization.advance(1);
      countDistinctValues(network, quantization);
      quantization.dispose();
    }
    expect(tf.memory().numTensors).toBe(before);
    network.dispose();
  });
});
