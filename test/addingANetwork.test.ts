import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../lib/common/projectRoot';
import type { Algorithm1Result } from '../lib/mqat/algorithm1';
import { tf } from '../lib/tensor/engine';

type Example = { quantizeClassifier(K: number): Promise<Algorithm1Result<unknown>> };

let folder: string;
let example: Example;
beforeAll(async () => {
  const document = await readFile(join(projectRoot, 'docs/adding-a-network.md'), 'utf8');
  const [, code] = /```ts\n([^]*?)```/.exec(document)!;
  folder = await mkdtemp(join(projectRoot, 'test', '.example-'));
  const file = join(folder, 'example.ts');
  await writeFile(file, code.replaceAll("from 'mqat'", "from '../../lib/index'"));
  example = (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Example;
});
afterAll(() => rm(folder, { recursive: true }));

describe('the example of docs/adding-a-network.md', () => {
  it.each([2, 5])('quantizes a classifier of %i modules by Algorithm 1', async (K) => {
    const before = tf.memory().numTensors;
    const { fullPrecisionAccuracy, probes, rho, steps, importance } = await example.quantizeClassifier(K);
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

  it('has about sixty lines', async () => {
    const code = await readFile(join(folder, 'example.ts'), 'utf8');
    expect(code.split('\n').filter((line) => line.trim() !== '').length).toBeLessThanOrEqual(60);
  });
});
