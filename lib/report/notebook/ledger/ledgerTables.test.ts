import { describe, expect, it } from 'vitest';
import type { ProfileName } from '../../../experiments/configuration/runConfiguration';
import type { ClaimRow } from '../../ledger/claimRows';
import type { Ledger } from '../../ledger/ledger';
import type { NumberRow } from '../../ledger/numberRows';
import { runTable } from '../../ledger/runTable';
import { exampleRun } from '../exampleRun';
import { ledgerFigure } from './ledgerFigure';
import { ledgerProvenance } from './ledgerProvenance';
import { ledgerClaimTable, runCostTable, verdictCountTable } from './ledgerTables';

const claim: ClaimRow = {
  claim: 'gain',
  text: 'it gains',
  where: 'table 1',
  reading: 'LSQ',
  seeds: 2,
  profile: 'mini',
  evidence: '1 of 1 hold, 0 the other way round',
  verdict: 'reproduced',
  command: '',
};
const missing: NumberRow = {
  where: 'table1, fpn, adi01',
  reading: 'LSQ, ADD-0.1d',
  paper: 83.8,
  ours: undefined,
  low: undefined,
  high: undefined,
  seeds: 0,
  profile: 'mini',
  verdict: 'not run',
  command: '',
};
const measured: NumberRow = {
  ...missing,
  ...{ ours: 95, low: 94, high: 97, seeds: 5, verdict: 'measured, not comparable' },
};
const ledgerOf = (numbers: readonly NumberRow[], profile: ProfileName = 'mini'): Ledger => ({
  profile,
  numbers,
  claims: [
    { ...claim, profile },
    { ...claim, profile, reading: 'INQ', verdict: 'not run' },
    { ...claim, profile: 'any', reading: 'counted' },
  ],
});

describe('the tables of the ledger', () => {
  it('show every reading with its verdict, at smoke scale none', async () => {
    const verdicts = async (profile: ProfileName) =>
      ((await ledgerClaimTable(ledgerOf([], profile))).values as unknown[][]).map((row) => row.at(-1));
    expect(await verdicts('mini')).toEqual(['reproduced', 'not run', 'reproduced']);
    expect(await verdicts('smoke')).toEqual(['smoke: no verdict', 'not run', 'reproduced']);
  });

  it('count claims and numbers by verdict', async () => {
    const { values } = await verdictCountTable(ledgerOf([measured, missing, missing]));
    expect(values).toEqual([
      ['measured, not comparable', 0, 1],
      ['not run', 1, 2],
      ['reproduced', 2, 0],
    ]);
  });

  it('sum what runs took by the studies that use them, threads counted', async () => {
    const [row] = runTable('mini', [exampleRun([0.05])]);
    const runs = [
      { ...row, studies: 'table-1', seconds: 1800, threads: 1, processorSeconds: null },
      { ...row, studies: '', seconds: 3600, threads: 2, processorSeconds: null },
      { ...row, studies: 'table-1', seconds: 1800, threads: 1, processorSeconds: null },
    ];
    expect((await runCostTable(runs)).values).toEqual([
      ['table-1', 2, 3600, 1],
      ['none', 1, 3600, 2],
      ['all, of 24 core-hours', 3, 7200, 3],
    ]);
  });

  it('come from all runs: their seeds, their data, and the time they took', () => {
    const [row] = runTable('mini', [exampleRun([0.05])]);
    const runs = [
      { ...row, seed: 2 },
      { ...row, seed: 0 },
    ];
    const own = { profile: 'mini', seeds: [], codeVersion: 'a', dataHash: 'own', wallSeconds: 1 } as const;
    expect(ledgerProvenance({ runs, dataHash: 'stored' }, own)).toMatchObject({
      ...{ profile: 'mini', codeVersion: 'a', seeds: [0, 2], dataHash: 'stored', wallSeconds: 20 },
    });
  });
});

describe('the figure of the ledger', () => {
  const text = { title: 'Title', caption: 'Caption.' };
  const others: NumberRow[] = [
    { ...measured, reading: 'LSQ, ADI-0.1d', ours: 99 },
    { ...measured, where: 'table4, x', reading: 'first and last layers at 32 bits, ADD-0.1d' },
    { ...missing, where: 'table1, head, adi01' },
  ];

  it('draws what is measured by the metric beside the paper, with its interval', () => {
    const { traces, layout, alternativeText } = ledgerFigure(
      ledgerOf([measured, ...others]),
      'ADD-0.1d',
      text,
    );
    expect(layout.yaxis.ticktext).toEqual(['table1, fpn, adi01']);
    expect(traces.map(({ name, x }) => [name, x])).toEqual([
      ['LSQ, paper', [83.8]],
      ['LSQ, ours', [95]],
    ]);
    expect(traces[1].error_x).toMatchObject({ array: [2], arrayminus: [1] });
    expect(alternativeText).toContain('table1, fpn, adi01, LSQ, ADD-0.1d: paper 83.8 %, ours 95 %');
  });

  it('draws the paper alone where nothing is measured', () => {
    const { traces, layout } = ledgerFigure(ledgerOf([missing, others[2]]), 'ADD-0.1d', text);
    expect(layout.yaxis.ticktext).toEqual(['table1, fpn, adi01', 'table1, head, adi01']);
    expect(traces.map(({ name }) => name)).toEqual(['LSQ, paper']);
  });
});
