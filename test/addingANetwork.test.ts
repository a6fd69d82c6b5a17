import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Algorithm1Result } from '../lib/mqat/algorithm1';
import { tf } from '../lib/tensor/engine';
import { runMarkdownExample, type MarkdownExample } from './support/markdownExample';

type Exported = { quantizeClassifier(K: number): Promise<Algorithm1Result<unknown>> };

let example: MarkdownExample<Exported>;
beforeAll(async () => {
  example = await runMarkdownExample<Exported>('docs/adding-a-network.md', 'quantizeClassifier');
});
afterAll(() => example.remove());

describe('the example of docs/adding-a-network.md', () => {
  it.each([2, 5])('quantizes a classifier of %i modules by Algorithm 1', async (K) => {
    const before = tf.memory().numTensors;
    const result = await example.module.quantizeClassifier(K);
    const { fullPrecisionAccuracy, probes, rho, steps, importance } = result;
    expect(tf.memory().numTensors).toBe(before);
    expect(fullPrecisionAccuracy).toBeGreaterThan(0.7);
    expect(probes).toHaveLength(K);
    expect(Object.keys(rho)).toHaveLength(K);
    expect(new Set(steps.map(({ module }) => module)).size).toBe(K);
    for (const widths of Object.values(importance)) {
      expect(widths.every(Number.isFinite)).toBe(true);
      expect(Math.abs(widths[2])).toBeLessThan(Math.abs(widths[0]));
    }
  });

  it('has about sixty lines', () => {
    expect(example.lineCount).toBeLessThanOrEqual(60);
  });
});
