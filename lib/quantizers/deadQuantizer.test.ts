import { describe, expect, it, onTestFinished } from 'vitest';
import { toyNetwork } from '../../test/support/toyTask';
import { tf } from '../tensor/engine';
import { findDeadQuantizer } from './deadQuantizer';
import { weightsOf } from './layerWeights';
import { quantize } from './quantization';
import { methodNamed, quantizationMethods, type QuantizationMethod } from './methods/quantizationMethods';

function quantizedToy(method: QuantizationMethod, activations = false) {
  const network = toyNetwork();
  const { widths } = methodNamed(method);
  const bits = widths.includes(3) ? 3 : widths[0];
  const options = activations ? { activations: { bits: 8, method: 'learned' as const } } : {};
  const quantization = quantize(network, { first: bits, second: bits }, method, options);
  onTestFinished(() => {
    quantization.dispose();
    network.dispose();
  });
  const fill = (variable: tf.Variable, value: number) => {
    tf.tidy(() => {
      variable.assign(tf.fill(variable.shape, value));
    });
  };
  return { network, quantization, fill };
}

const methods = Object.keys(quantizationMethods) as QuantizationMethod[];

describe('a quantizer', () => {
  it.each(methods)('by %s is alive on new weights, and dead where all weights are one', (method) => {
    const { network, quantization, fill } = quantizedToy(method);
    expect(findDeadQuantizer(network, quantization)).toBeUndefined();
    fill(weightsOf(network, 'second.conv'), 1e-12);
    if (method === 'binary') {
      expect(findDeadQuantizer(network, quantization)).toBeUndefined();
      fill(weightsOf(network, 'second.conv'), 0);
    }
    const { numTensors } = tf.memory();
    const dead = findDeadQuantizer(network, quantization);
    expect(tf.memory().numTensors).toBe(numTensors);
    expect(dead?.place).toBe('weights of second.conv');
    expect(dead?.found).toMatch(/^all weights on the level/);
  });

  it('is dead where its weights are no numbers', () => {
    const { network, quantization, fill } = quantizedToy('uniform');
    fill(weightsOf(network, 'first.conv'), NaN);
    expect(findDeadQuantizer(network, quantization)).toEqual({
      place: 'weights of first.conv',
      found: 'weights from NaN to NaN',
    });
  });

  it('of an input has no step before it is calibrated, and is dead where the step is not finite', () => {
    const { network, quantization, fill } = quantizedToy('lsq', true);
    expect(findDeadQuantizer(network, quantization)).toBeUndefined();
    const [{ name, variable }] = quantization.activationQuantizers[0].trained;
    fill(variable, -Infinity);
    expect(findDeadQuantizer(network, quantization)).toEqual({
      place: name,
      found: '-Infinity, a step of 0',
    });
  });
});
