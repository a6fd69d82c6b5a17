import { describe, expect, it } from 'vitest';
import { claimTable } from '../ledger/claimTable';
import { differenceTable } from './differenceTable';
import { differenceVerdict } from './differenceVerdict';
import { distinctValuesTable } from '../quantizers/distinctValuesTable';
import { exampleSeed } from '../exampleRun';
import { firstModuleRows, publishedRecall } from './firstModuleRows';
import { studyDifferences } from './studyRows';
import { firstModuleFigure } from './firstModuleFigure';
import { firstModuleTable } from './firstModuleTable';

const add = { metric: 'ADD', threshold: 0.1 } as const;
const [hit, miss] = [0.05, 0.4];
/** Made up: the pyramid hits every image, the others none, full precision and the controls half. */
const asClaimed = (key: string) => {
  if (key.startsWith('fpn')) return [hit, hit, hit, hit];
  return key.startsWith('backbone') || key.startsWith('head')
    ? [miss, miss, miss, null]
    : [hit, hit, miss, miss];
};
const seeds = [0, 1, 2].map((seed) => exampleSeed(asClaimed, { seed }));

describe('table 1, paper and ours', () => {
  it('has every run in a row, beside the number that the paper prints', async () => {
    const frame = await firstModuleTable(seeds, add, 'mini');
    const rows = frame.values as unknown[][];
    expect(rows.map((row) => row.slice(0, 3))).toEqual([
      ['none (full precision)', 78.79, 50],
      ['none (control of LSQ)', null, 50],
      ['backbone, LSQ', 69.08, 0],
      ['head, LSQ', 67.84, 0],
      ['fpn, LSQ', 83.8, 100],
      ['none (control of INQ)', null, 50],
      ['backbone, INQ', 69.08, 0],
      ['head, INQ', 67.84, 0],
      ['fpn, INQ', 83.8, 100],
    ]);
    expect(rows[0][6]).toBe('measured, not comparable');
  });

  it('has no published number at a threshold that the paper does not print', () => {
    const numbers = [0.05, 0.1, 0.5].map((threshold) =>
      publishedRecall(firstModuleRows[0], { metric: 'ADD', threshold }),
    );
    expect(numbers).toEqual([null, 78.79, 98.98]);
  });

  it('is a figure with ours, the paper and the lines to read them against', () => {
    const { traces } = firstModuleFigure(seeds, add, { title: 'Title', caption: 'Caption.' });
    expect(traces.map(({ name }) => name)).toEqual([
      'Method not named, paper',
      'LSQ, ours',
      'INQ, ours',
      'Full precision, paper',
      'Full precision, ours',
      'Control of LSQ, ours',
      'Control of INQ, ours',
    ]);
    expect(traces[1].y).toEqual([0, 0, 100]);
  });

  it('reads back how many values the weights of each layer have', async () => {
    const frame = await distinctValuesTable(seeds);
    expect(frame.columns).toEqual(['layer', 'LSQ', 'INQ']);
    expect(frame.values).toEqual([
      ['backbone.first', 3, 3],
      ['head.first', 3, 3],
      ['fpn.first', 3, 3],
    ]);
  });
});

describe('what 2 bits change', () => {
  it('is the difference to the control, image by image', async () => {
    const [backbone, , pyramid] = studyDifferences(firstModuleRows, seeds, add, 'mini');
    expect([backbone.control.value, backbone.verdict]).toEqual([-50, 'undecided']);
    expect([pyramid.control.value, pyramid.row.key]).toEqual([50, 'fpn-lsq']);
    expect(
      ((await differenceTable('module', firstModuleRows, seeds, 0.1, 'mini')).values as string[][])[2][2],
    ).toMatch(/^\+50\.0 \(.* to \+100\.0\)$/);
  });

  it('is a gain or loss only where the interval says so, several seeds were run, and not at smoke scale', () => {
    const gain = { value: 2, low: 1, high: 3 };
    expect(differenceVerdict(gain, 3, 'mini')).toBe('gain');
    expect(differenceVerdict({ value: -2, low: -3, high: -1 }, 3, 'mini')).toBe('loss');
    expect(differenceVerdict({ value: 1, low: -1, high: 3 }, 3, 'mini')).toBe('undecided');
    expect(differenceVerdict(gain, 1, 'mini')).toBe('one seed: no verdict');
    expect(differenceVerdict(gain, 3, 'smoke')).toBe('smoke: no verdict');
  });

  it('is judged by the rule of the ledger', async () => {
    const { values } = await claimTable('table-1', 'mini', seeds, add);
    const rows = values as unknown[][];
    expect(rows).toHaveLength(2 * 2 * 2);
    for (const [claim, , count, holding] of rows) {
      expect(count).toBe(3);
      expect(holding).toMatch(String(claim).includes('only FPN alone gains') ? /of 3$/ : /of 2$/);
    }
  });
});
