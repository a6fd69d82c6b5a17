import { describe, expect, it } from 'vitest';
import { recallName } from '../../../experiments/configuration/metricNames';
import type { StoredRun } from '../../../experiments/store/storedRun';
import { mean } from '../../../metrics/statistics';
import { datasetDifferenceTable, datasetFigure, datasetRecallTable } from './datasetComparison';
import { exampleRun } from '../exampleRun';
import { objectTable } from '../datasets/objectTable';
import { headlineRows } from './testedDatasets';

/** A run on LINEMOD with two objects, one after the other in both tests. */
function linemodRun(errors: readonly number[], occludedErrors: readonly number[]): StoredRun {
  const table = (values: readonly number[]) => ({
    columns: ['depth', 'ADD', 'ADI', 'ADD(-S)', 'object'],
    rows: values.map((error, image) => [300, 1, 1, error, 1 + (image % 2)]),
  });
  const recall = (test: string, values: readonly number[]) =>
    [0.1, 0.5].map((threshold) => [
      recallName(test, 'ADD(-S)', threshold, 'all'),
      { value: mean(values.map((error) => Number(error < threshold))) },
    ]);
  const metrics = Object.fromEntries([...recall('test', errors), ...recall('occluded', occludedErrors)]);
  return { ...exampleRun([0.05]), metrics, images: table(errors), occluded: table(occludedErrors) };
}

const full = linemodRun([0.05, 0.3, 0.05, 0.3], [0.3, 0.3, 0.05, 0.6]);
const better = linemodRun([0.05, 0.05, 0.05, 0.3], [0.05, 0.3, 0.05, 0.6]);
const results = {
  headline: seedOf(() => exampleRun([0.05, 0.3])),
  'table-2': seedOf((label) => (label.startsWith('8-2-8') ? better : full)),
};

function seedOf(runFor: (label: string) => StoredRun) {
  const entries = headlineRows('mini').map(({ key, label }) => [key, runFor(label)] as const);
  return [{ seed: 0, results: new Map(entries) }];
}

describe('table 2', () => {
  it('puts the numbers of each data set beside those of the paper, by the measure of its test', async () => {
    const { values } = await datasetRecallTable(results, 0.1, 'mini');
    const rows = (values as unknown[][]).map(([label, paper, ours]) => [label, paper, ours]);
    expect(rows).toHaveLength(15);
    expect(rows).toContainEqual(['SwissCube (ADD-0.1d), full precision', 78.8, 50]);
    expect(rows).toContainEqual(['LINEMOD (ADD(-S)-0.1d), 8-2-8 by INQ', 63.9, 75]);
    expect(rows).toContainEqual(['Occluded LINEMOD (ADD(-S)-0.1d), 8-2-8 by LSQ', 39.8, 50]);
    expect(rows).toContainEqual(['Occluded LINEMOD (ADD(-S)-0.1d), control of LSQ', null, 25]);
  });

  it('holds 8-2-8 against full precision and against its control', async () => {
    const { values } = await datasetDifferenceTable(results, 0.1, 'mini');
    const [row] = (values as unknown[][]).filter(
      ([set, label]) => /^LINEMOD/.test(String(set)) && label === '8-2-8 by LSQ',
    );
    expect(row[2]).toBe(7.4);
    expect(row[3]).toMatch(/^\+25\.0/);
    expect(row[5]).toBe('one seed: no verdict');
  });

  it('draws all data sets, the paper hollow', () => {
    const { traces, alternativeText } = datasetFigure(results, 0.1, 'mini', {
      title: 'Table 2',
      caption: '',
    });
    expect(traces.length).toBeGreaterThanOrEqual(8);
    expect(alternativeText).toContain('paper 63.9 %, ours 75 %');
  });
});

describe('the table of objects', () => {
  const objects = [1, 2].map((id) => ({
    ...{ id, name: `object ${id}`, diameter: 100, corners: [], points: new Float64Array() },
    symmetries: Array.from({ length: id }, () => ({
      rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1] as const,
      translation: [0, 0, 0] as const,
    })),
  }));

  it('has a recall an object and test, and their mean', async () => {
    const rule = { metric: 'ADD(-S)', threshold: 0.1 } as const;
    const table = await objectTable(objects, { full: [full], better: [better] }, rule, ['test', 'occluded']);
    expect(table.values).toEqual([
      ['object 1', 100, 100, 50, 100],
      ['object 2 (symmetric)', 0, 50, 0, 0],
      ['mean over the objects', 50, 75, 25, 50],
    ]);
  });
});
