import { describe, expect, it } from 'vitest';
import { NumericalError, ResultsError } from '../../common/errors';
import { methodStyles } from '../figures/palette';
import { depthErrors } from './predictions/depthErrors';
import { exampleRun } from './exampleRun';
import { imageColumn } from './imageErrorColumns';
import { lossCurves } from './lossCurves';
import { signed } from '../tables/measuredText';
import { recallTable } from './studies/recallTable';
import { runsProvenance } from './runsProvenance';
import { startingPointVerdict } from './studies/startingPointVerdict';

const run = exampleRun([0.05, 0.15, 0.4, null]);
const text = { title: 'Title', caption: 'Caption.' };

describe('a finished run', () => {
  it('has a table of its recalls by depth; a bin that was not scored stays empty', async () => {
    const scored = Object.entries(run.metrics).filter(([name]) => !name.endsWith('/near'));
    const frame = await recallTable({ ...run, metrics: Object.fromEntries(scored) }, 'ADD');
    expect(frame.columns).toEqual([
      'depth',
      'from',
      'images',
      'ADD-0.05d (%)',
      'ADD-0.1d (%)',
      'ADD-0.2d (%)',
      'ADD-0.5d (%)',
    ]);
    const [all, near] = frame.values as unknown[][];
    expect(all.slice(0, 5)).toEqual([
      'all',
      '0.20 to 0.50 m',
      4,
      '0.0 (0.0 to 100.0)',
      '25.0 (0.0 to 100.0)',
    ]);
    expect(near).toEqual(['near', '0.20 to 0.30 m', 1, null, null, null, null]);
  });

  it('has its loss and the parts of it drawn', () => {
    const names = new Set(lossCurves(run, text).traces.map(({ name }) => name));
    expect(names.size).toBe(3);
    const curve = { columns: ['step', 'loss'], rows: [[0, 1]] };
    expect(() => lossCurves({ ...run, curve }, text)).toThrow(ResultsError);
  });

  it('has its errors drawn over depth, and what was not found counted', () => {
    const { caption } = depthErrors([{ run, style: methodStyles.lsq }], 'ADD', text);
    expect(caption).toContain('nothing was predicted: LSQ 1.');
    const images = { columns: ['depth'], rows: [[1]] };
    expect(() => imageColumn({ ...run, images }, 'ADD')).toThrow(ResultsError);
  });

  it('says whether it leaves room for gains and losses', () => {
    expect(startingPointVerdict(exampleRun(new Array<number>(100).fill(0.05)))).toContain('above that range');
    expect(startingPointVerdict(exampleRun(new Array<number>(100).fill(0.4)))).toContain('below that range');
    expect(startingPointVerdict(exampleRun([0.05], { profile: 'smoke' }))).toContain('no verdict');
  });

  it('says where its numbers come from', () => {
    const runs = [1, 0].map((seed) => exampleRun([0.05], { seed }));
    expect(runsProvenance(runs)).toEqual({
      profile: 'mini',
      seeds: [0, 1],
      codeVersion: 'a',
      dataHash: 'd'.repeat(64),
      wallSeconds: 20,
      images: 1,
    });
    const other = exampleRun([0.05], { profile: 'smoke' });
    expect(() => runsProvenance([...runs, other])).toThrow(NumericalError);
    expect(() => runsProvenance([])).toThrow(NumericalError);
  });
});

describe('signed', () => {
  it('gives every difference its sign, and none to what rounds to nothing', () => {
    expect([5.04, -0.26, 0.04, -0.04].map(signed)).toEqual(['+5.0', '−0.3', '0.0', '0.0']);
  });
});
