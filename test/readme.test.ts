import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Random } from '../lib/common/random';
import type { ModularNetwork } from '../lib/models/modularNetwork';
import type { Quantization } from '../lib/quantizers/quantization';
import { tf } from '../lib/tensor/engine';
import { runMarkdownExample, type MarkdownExample } from './support/markdownExample';

interface Names {
  readonly network: ModularNetwork<tf.Tensor>;
  readonly quantization: Quantization;
  readonly input: Float32Array;
  readonly target: Float32Array;
}

const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
// tfjs draws the first weights of a model without seed from here.
const random = new Random(1);
const draw = vi.spyOn(Math, 'random').mockImplementation(() => random.uniform());
let example: MarkdownExample<Names>;
beforeAll(async () => {
  const names = ['network', 'quantization', 'input', 'target'];
  example = await runMarkdownExample<Names>('README.md', 'modularNetworkOf', names);
});
afterAll(async () => {
  log.mockRestore();
  draw.mockRestore();
  await example.remove();
});

describe('the example of the README', () => {
  it("quantizes and retrains a user's own model in 15 lines", () => {
    expect(example.lineCount).toBeLessThanOrEqual(15);
    const [[counts]] = log.mock.calls as [[Record<string, number>]];
    expect(Object.keys(counts)).toEqual(['conv', 'scores']);
    expect(counts['conv']).toBeGreaterThan(3);
    expect(counts['scores']).toBe(3);
  });

  it('ends with a network that says what it was trained to', () => {
    const { network, quantization, input, target } = example.module;
    const correct = tf.tidy(() => {
      const images = tf.tensor4d(input, [64, 8, 8, 1]);
      const scores = network.forward(images, { training: false, precision: quantization });
      return tf.metrics
        .categoricalAccuracy(tf.tensor2d(target, [64, 2]), scores)
        .mean()
        .dataSync()[0];
    });
    expect(correct).toBeGreaterThan(0.9);
  });
});
