import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentReporter } from '../../common/reporter';
import { resultsFolderOf } from '../../experiments/store/resultFolders';
import { exampleRun } from '../notebook/exampleRun';
import { ledgerCsv } from './ledgerTable';
import { budgetedRuns, coreHours, costSentence, runTable, runTableCsv } from './runTable';
import { storedLedger } from './storedLedger';

const stale = (file: string) => `results/${file} is stale against results/mini: run \`npm run ledger\``;

describe('what is committed of the ledger', () => {
  it('is what the stored runs give', { timeout: 120_000 }, async () => {
    const { ledger, runs } = await storedLedger('mini', silentReporter);
    const committed = (file: string) => readFile(join(resultsFolderOf('mini'), file), 'utf8');
    expect(await committed('ledger.csv'), stale('ledger.csv')).toBe(ledgerCsv(ledger));
    expect(await committed('runs.csv'), stale('runs.csv')).toBe(runTableCsv(runs));
  });
});

describe('the run table', () => {
  it('names the studies of a run, and counts its threads', () => {
    const run = exampleRun([0.05, 0.3]);
    const [row] = runTable('mini', [run]);
    expect(row).toMatchObject({ id: run.id, seed: 0, started: run.environment.startedAt });
    expect(row.studies.split(' ')).toContain('table-1');
    const rows = [
      { ...row, seconds: 3600, threads: 2, processorSeconds: null },
      { ...row, seconds: 7200, threads: 1, processorSeconds: 1800 },
    ];
    expect(coreHours(rows)).toBe(2.5);
    const extra = { ...row, studies: 'module-splitting', processorSeconds: 3600 };
    const shared = { ...extra, studies: 'table-1 module-splitting' };
    const unused = { ...extra, studies: '' };
    expect(budgetedRuns([extra, shared, unused])).toEqual([shared, unused]);
    expect(costSentence([extra, shared, unused])).toBe('2 runs took 2.00 core-hours of 24');
  });
});
