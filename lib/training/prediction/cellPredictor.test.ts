import { describe, expect, it, onTestFinished } from 'vitest';
import { syntheticTask } from '../../../test/support/syntheticTask';
import { Random } from '../../common/random';
import { fullPrecision } from '../../models/modularNetwork';
import { quantize } from '../../quantizers/quantization';
import { tf } from '../../tensor/engine';
import { cellPredictor } from './cellPredictor';

const imageLength = 32 * 32 * 3;

function randomImages(count: number, seed: number): Float32Array {
  const random = Random.derive(seed, 'images');
  return Float32Array.from({ length: count * imageLength }, () => random.normal(0, 1));
}

function makeNetwork() {
  const { network } = syntheticTask();
  onTestFinished(() => {
    network.dispose();
  });
  return network;
}

function expectClose(found: Float32Array, expected: Float32Array): void {
  expect(found).toHaveLength(expected.length);
  const norm = Math.max(...expected.map(Math.abs));
  found.forEach((value, index) => {
    expect(Math.abs(value - expected[index])).toBeLessThanOrEqual(1e-5 * norm);
  });
}

describe('a compiled forward pass', () => {
  it.each(['full precision', 'lsq', 'inq'] as const)('says what the eager one says: %s', (method) => {
    const network = makeNetwork();
    const quantization =
      method === 'full precision' ? undefined : quantize(network, { backbone: 8, fpn: 2, head: 4 }, method);
    quantization?.advance(0.5);
    const precision = quantization ?? fullPrecision;
    const compiled = cellPredictor(network, precision, 4);
    for (const count of [4, 3, 9]) {
      const images = randomImages(count, count);
      const [found, expected] = [compiled(images), cellPredictor(network, precision)(images)];
      expectClose(found.logits, expected.logits);
      expectClose(found.corners, expected.corners);
    }
    quantization?.dispose();
  });

  it('follows weights and statistics that change, and keeps no tensor', () => {
    const network = makeNetwork();
    const compiled = cellPredictor(network, fullPrecision, 2);
    const images = randomImages(2, 1);
    const before = compiled(images);
    const tensors = tf.memory().numTensors;
    for (const { variable } of [...network.parameters, ...network.statistics]) {
      tf.tidy(() => {
        variable.assign(tf.add(tf.mul(variable, 1.5), 0.1));
      });
    }
    const after = compiled(images);
    expect(after.corners).not.toEqual(before.corners);
    expectClose(after.corners, cellPredictor(network, fullPrecision)(images).corners);
    expect(tf.memory().numTensors).toBe(tensors);
  });
});
