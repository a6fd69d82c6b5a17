import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exampleIngredients, exampleRun } from '../../../test/support/exampleRun';
import { forkScript } from '../../../test/support/forkScript';
import { silentReporter } from '../../common/reporter';
import { openResultsStore } from './resultsStore';
import { runIdentity } from '../configuration/runIdentity';

const support = join(__dirname, '../../../test/support');
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'race-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Lets a process of its own ask for the example run. */
function racer(fate?: 'die'): Promise<{ reused?: boolean; signal: string | null }> {
  const child = forkScript(join(support, 'storeRacer'), [folder, ...(fate === undefined ? [] : [fate])]);
  let answer: { reused?: boolean } = {};
  child.on('message', (message) => {
    answer = message as { reused: boolean };
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (_code, signal) => {
      resolve({ ...answer, signal });
    });
  });
}

async function performances(): Promise<number> {
  return (await readFile(join(folder, 'performed.log'), 'utf8')).trim().split('\n').length;
}

describe('processes on one results store', () => {
  it('do a run once between them', async () => {
    const outcomes = await Promise.all([racer(), racer(), racer()]);
    expect(outcomes.map(({ reused }) => reused).sort()).toEqual([false, true, true]);
    expect(await performances()).toBe(1);
  });

  it('take a run over from one that was killed, once between them', async () => {
    expect((await racer('die')).signal).toBe('SIGKILL');
    const outcomes = await Promise.all([racer(), racer()]);
    expect(outcomes.map(({ reused }) => reused).sort()).toEqual([false, true]);
    expect(await performances()).toBe(2);
    const stored = await openResultsStore(folder, silentReporter).find(
      'smoke',
      runIdentity(exampleIngredients),
    );
    expect(stored).toMatchObject(exampleRun());
  });
});
