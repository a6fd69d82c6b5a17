import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { exampleNotebook } from './exampleNotebook';
import type { Notebook } from '../../lib/report/notebookFile';
import { normalizeNotebook } from './normalization';
import { injectParameters, type ParameterValue } from './parameters';
import { recordedResults, resultsRead, withResults } from './resultsRead';
import { staleness } from './staleness';

const folder = mkdtempSync(join(tmpdir(), 'results '));
const name = '30-example.ipynb';
const reads = ['mini/aa-', 'mini/bb-', 'latency/'];

function store(path: string, text: string): void {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

async function storedNotebook(values: Record<string, ParameterValue> = {}): Promise<Notebook> {
  const executed = injectParameters(exampleNotebook(), name, { profile: 'mini', ...values });
  return normalizeNotebook(withResults(executed, await resultsRead(folder, reads)), name);
}

beforeEach(() => {
  rmSync(folder, { recursive: true });
  store('mini/aa-first/metrics.json', '1');
  store('latency/cpu.json', '2');
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a stored notebook', () => {
  it('is not stale while the results that it read are what they were', async () => {
    const notebook = await storedNotebook();
    store('mini/cc-other/metrics.json', 'a run that it did not ask for');
    expect(await staleness(notebook, name, folder)).toEqual([]);
  });

  it.each([
    ['a result has changed', 'mini/aa-first/metrics.json'],
    ['a run that was missing is there', 'mini/bb-second/metrics.json'],
    ['a file of a folder is new', 'latency/gpu.json'],
  ])('is stale when %s, and names the command that refreshes it', async (_, path) => {
    const notebook = await storedNotebook({ seed: 5, draw: false });
    store(path, 'changed');
    expect(await staleness(notebook, name, folder)).toEqual([
      `${name}: stale: results that it read have changed since it was executed: run ` +
        '`npm run notebook -- 30-example --profile mini --set seed=5 draw=false --output notebooks/30-example.ipynb`',
    ]);
  });

  it('is stale when it does not say what it read, unless it is stored at smoke scale', async () => {
    const at = (profile: string) => injectParameters(exampleNotebook(), name, { profile });
    const [problem] = await staleness(at('mini'), name, folder);
    expect(problem).toContain('does not say which results it read');
    expect(await staleness(at('smoke'), name, folder)).toEqual([]);
    expect(await staleness(exampleNotebook(), name, folder)).toEqual([]);
  });
});

describe('what a notebook read', () => {
  it('is kept by normalization, which never writes it', async () => {
    const notebook = await storedNotebook();
    expect(recordedResults(notebook)?.reads).toEqual([...reads].sort());
    expect(normalizeNotebook(notebook, name)).toEqual(notebook);
    expect(Object.keys(normalizeNotebook(exampleNotebook(), name).metadata)).toEqual(['kernelspec', 'language_info']);
  });

  it('is forgotten when it is executed again and reads nothing', async () => {
    const nothing = withResults(await storedNotebook(), await resultsRead(folder, []));
    expect(recordedResults(nothing)).toBeUndefined();
  });
});
