import { describe, expect, it, onTestFinished } from 'vitest';
import { toyBatches, toyNetwork, toyTask } from '../../test/support/toyTask';
import { NumericalError } from '../common/errors';
import { fullPrecision, type ModularNetwork } from '../models/modularNetwork';
import {
  methodNamed,
  quantizationMethods,
  type QuantizationMethod,
} from '../quantizers/methods/quantizationMethods';
import { countDistinctValues } from '../quantizers/distinctValues';
import { weightsOf } from '../quantizers/layerWeights';
import { quantize, type Quantization } from '../quantizers/quantization';
import { onHost } from '../quantizers/onHost';
import type { tf } from '../tensor/engine';
import { createTrainer } from './trainer';

const steps = 4;

function quantizedToy(method: QuantizationMethod, bits: Record<string, number>, network = toyNetwork()) {
  const quantization = quantize(network, bits, method);
  onTestFinished(() => {
    quantization.dispose();
    network.dispose();
  });
  return { network, quantization };
}

/** Trains a few steps; what INQ has not frozen by then stays free. */
async function train(network: ModularNetwork<tf.Tensor4D>, quantization: Quantization, frozen = 1) {
  const task = toyTask(network);
  const plan = {
    steps,
    learningRate: { base: 0.01, schedule: { kind: 'constant' as const }, warmupSteps: 0, restarts: [] },
    optimizer: { kind: 'adamW' as const, weightDecay: 1e-4, clipNorm: 5 },
    freezing: [
      { at: 0.25, fraction: 0.5 },
      { at: 0.75, fraction: frozen },
    ],
  };
  const trainer = createTrainer(task, toyBatches(task), plan, { quantization, compiled: false });
  await trainer.run(steps);
  trainer.dispose();
}

const methods = Object.keys(quantizationMethods) as QuantizationMethod[];
const cases = methods.flatMap((method) => {
  const { widths } = methodNamed(method);
  return widths.length === 1 ? [{ method, widths: [widths[0], widths[0]] }] : [{ method, widths: [2, 5] }];
});

describe('after a training', () => {
  it.each(cases)(
    'by $method every layer has no more values than its width has',
    async ({ method, widths }) => {
      const { network, quantization } = quantizedToy(method, { first: widths[0], second: widths[1] });
      const before = network.layers.map(({ name }) => weightsOf(network, name).dataSync().slice());
      await train(network, quantization);
      const counts = countDistinctValues(network, quantization);
      for (const [index, { name, outputChannels }] of network.layers.entries()) {
        const weights = weightsOf(network, name) as unknown as tf.Tensor4D;
        if (methodNamed(method).retrains) expect(weights.dataSync()).not.toEqual(before[index]);
        const values = onHost(() => quantization.weights(name, weights).dataSync());
        const channels = Array.from(
          { length: outputChannels },
          (_, channel) => new Set(values.filter((_value, place) => place % outputChannels === channel)).size,
        );
        expect(Math.max(...channels)).toBeLessThanOrEqual(counts[name]);
        expect(counts[name]).toBeGreaterThan(1);
        expect(counts[name]).toBeLessThanOrEqual(2 ** widths[index]);
        // A level that one channel has not, another has; with one scale for all, they are the distinct values themselves.
        if (!/PerChannel|hawqV3|binary/.test(method))
          expect(new Set([...values].map((value) => value + 0)).size).toBe(counts[name]);
      }
    },
  );

  it('INQ that has not frozen all is refused, naming the layer', async () => {
    const { network, quantization } = quantizedToy('inq', { first: 2, second: 2 });
    await train(network, quantization, 0.9);
    expect(() => countDistinctValues(network, quantization)).toThrow(NumericalError);
    expect(() => countDistinctValues(network, quantization)).toThrow(/^first\.conv.*levels of inq/);
  });

  it('a layer that never asked for its weights is refused', async () => {
    const inner = toyNetwork();
    const deaf: ModularNetwork<tf.Tensor4D> = {
      ...inner,
      forward: (images, pass) => {
        const precision = {
          ...pass.precision,
          weights: (layer: string, weights: tf.Tensor4D) =>
            (layer === 'second.conv' ? fullPrecision : pass.precision).weights(layer, weights),
        };
        return inner.forward(images, { ...pass, precision });
      },
    };
    const { network, quantization } = quantizedToy('ternary', { first: 2, second: 2 }, deaf);
    await train(network, quantization);
    expect(() => countDistinctValues(network, quantization)).toThrow(NumericalError);
    expect(() => countDistinctValues(network, quantization)).toThrow(/^second\.conv: found full precision/);
  });

  it('a layer whose quantizer is passed by, missing, of another width or of another network is refused', async () => {
    const { network, quantization } = quantizedToy('lsq', { first: 2, second: 2 });
    await train(network, quantization);
    const bypassed = { ...quantization, weights: fullPrecision.weights };
    expect(() => countDistinctValues(network, bypassed)).toThrow(/^first\.conv: found other weights/);
    const missing = { ...quantization, quantizers: quantization.quantizers.slice(0, 1) };
    expect(() => countDistinctValues(network, missing)).toThrow(/^second\.conv: found full precision/);
    const wider = { ...quantization, layerBits: { ...quantization.layerBits, 'second.conv': 4 } };
    expect(() => countDistinctValues(network, wider)).toThrow(/^second\.conv.*2 bits; expected 4 bits/);
    const other = toyNetwork(2);
    expect(() => countDistinctValues(other, quantization)).toThrow(/^first\.conv: found other weights/);
    other.dispose();
    expect(countDistinctValues(network, quantization)).toEqual({ 'first.conv': 3, 'second.conv': 3 });
  });
});
