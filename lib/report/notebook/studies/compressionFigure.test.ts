import { expect, it } from 'vitest';
import type { Baseline } from '../../../experiments/studies/baseline';
import { exampleSeed } from '../exampleRun';
import { compressionFigure } from './compressionFigure';

const row = (family: Baseline['family'], key: string): Baseline => ({
  ...{ comparison: 'shared policy', family, label: key, key, controlKey: null, runs: () => [] },
});
const add = { metric: 'ADD', threshold: 0.1 } as const;
const text = { title: 'Title', caption: 'Caption.' };
const seeds = [exampleSeed((key) => (key.startsWith('fpn') ? [0.05, 0.05] : [0.05, 0.4]))];

it('draws a family that has rows by two methods in one color and two shapes, named by method', () => {
  const rows = [
    row('MQAT', 'fpn-lsq'),
    row('MQAT', 'fpn-inq'),
    row('MQAT', 'backbone-inq'),
    row('uniform', 'head-lsq'),
  ];
  const { traces } = compressionFigure(rows, seeds, add, text);
  const drawn = traces.slice(0, 3).map(({ name, marker, y }) => ({ name, marker, y }));
  expect(drawn).toMatchObject([
    { name: 'MQAT by LSQ, ours', marker: { symbol: 'diamond' }, y: [100] },
    {
      name: 'MQAT by INQ, ours',
      marker: { symbol: 'star' },
      y: expect.arrayContaining([100, 50]) as number[],
    },
    { name: 'LSQ, one width, ours', marker: { symbol: 'circle' }, y: [50] },
  ]);
  expect(drawn[0].marker!.color).toBe(drawn[1].marker!.color);
});
