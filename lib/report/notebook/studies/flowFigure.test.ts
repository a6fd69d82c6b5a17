import { expect, it } from 'vitest';
import { exampleRun } from '../exampleRun';
import { flowFigure } from './flowFigure';
import { flowRows } from './flowRows';
import type { SeedResults } from './seedResults';

const flows = [
  [{ module: 'fpn', bits: 2 }],
  [
    { module: 'fpn', bits: 2 },
    { module: 'head', bits: 8 },
  ],
];
const [hit, miss] = [0.05, 0.4];
/** Made up: LSQ gains in one stage, INQ in two, over controls that hit half of the images. */
const errorsOf = (key: string) =>
  key === 'fpn2-lsq' || key === 'fpn2-head8-inq' ? [hit, hit, hit, hit] : [hit, hit, miss, miss];
const add = { metric: 'ADD', threshold: 0.1 } as const;

it('a flow is held against the control of as many stages, by each method', () => {
  const rows = flowRows(flows, 'mini');
  expect(rows.map(({ key, controlKey }) => [key, controlKey])).toEqual([
    ['fpn2-lsq', 'control-lsq'],
    ['fpn2-head8-lsq', 'control-lsq-2'],
    ['fpn2-inq', 'control-inq'],
    ['fpn2-head8-inq', 'control-inq-2'],
  ]);
  const keys = ['full-precision', ...rows.flatMap(({ key, controlKey }) => [key, controlKey!])];
  const results = new Map(keys.map((key) => [key, exampleRun(errorsOf(key))]));
  const seeds: SeedResults[] = [{ seed: 0, results }];
  const { traces, layout } = flowFigure(flows, seeds, add, 'mini', { title: 'Title', caption: 'Caption.' });
  expect(traces.map(({ name, y }) => [name, y])).toEqual([
    ['LSQ, ours', [50, 0]],
    ['INQ, ours', [0, 50]],
    ['Matched control', [null]],
  ]);
  expect(layout.xaxis.ticktext).toEqual(['fpn 2', 'fpn 2<br>head 8']);
});
