import { describe, expect, it } from 'vitest';
import {
  depthRangeFigure,
  depthRows,
  depthRowsOf,
  inRange,
  networkDepthRows,
  publishedInRange,
} from './depthRanges';
import { depthRangeTable } from './depthRangeTable';
import { exampleSeed } from '../exampleRun';
import { hitRuleName, imageHits } from '../imageErrorColumns';

const [hit, miss] = [0.05, 0.4];
const add = { metric: 'ADD', threshold: 0.1 } as const;
/** Made up, at depths of 200, 300, 400 and 500 mm: the pyramid gains what is far. */
const seeds = [0, 1].map((seed) =>
  exampleSeed((key) => (key.startsWith('fpn') ? [hit, miss, hit, hit] : [hit, miss, miss, miss]), { seed }),
);

describe('ranges of depth', () => {
  it('count the images of each alone', () => {
    const run = seeds[0].results.get('fpn-lsq')!;
    const hits = (['near', 'medium', 'far', 'all'] as const).map((range) =>
      imageHits(run, inRange(add, range)),
    );
    expect(hits).toEqual([[1], [0], [1, 1], [1, 0, 1, 1]]);
    expect(hitRuleName(inRange(add, 'far'))).toBe('ADD-0.1d, far');
  });

  it('stand beside what the paper prints', () => {
    const [fullPrecision, , , , inq] = depthRows;
    expect(publishedInRange(fullPrecision, 'near')).toBe(92.4);
    expect(publishedInRange(inq, 'all')).toBe(83.8);
    expect(publishedInRange(depthRowsOf('CA-SpaceNet')[4], 'near')).toBe(95.5);
    expect(networkDepthRows.map((row) => publishedInRange(row, 'far'))).toEqual([7.1, 29.4, 61.7, 61.3]);
  });

  it('show what a ternary pyramid changes in each', async () => {
    const { values } = await depthRangeTable(depthRows, seeds, add, 'mini');
    const rows = values as string[][];
    expect(rows).toHaveLength(8);
    expect(rows.filter(([, range]) => range === 'far').map((row) => row[3].split(' ')[0])).toEqual([
      '+100.0',
      '+100.0',
    ]);
  });

  it('are a figure with a series a row', () => {
    const { traces } = depthRangeFigure(depthRows, seeds, add, { title: 'Title', caption: 'Caption.' });
    expect(traces).toHaveLength(5 + 2);
  });
});
