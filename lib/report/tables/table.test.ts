import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../common/errors';
import { comparisonTable, comparisonVerdict, type ComparisonRow } from './comparisonTable';
import { dataFrame } from './dataFrame';
import { Display } from '../display';
import { paperClaims, paperTable } from '../paperValues';
import { createRecordingTarget } from '../recordingTarget';

const provenance = { profile: 'mini', seeds: [1], codeVersion: 'a', dataHash: null, wallSeconds: 1 } as const;
const row: ComparisonRow = {
  label: 'FPN',
  paper: 83.8,
  ours: 81.25,
  interval: [79.6, 83],
  seeds: 3,
  unit: '%',
};

describe('paperTable', () => {
  it('gives rows by the names of their columns', () => {
    expect(paperTable('table1')[3]).toEqual({ firstModule: 'fpn', adi01: 83.8, adi05: 99.4 });
    expect(paperTable('table5').map(({ compression }) => compression)).toEqual([1, 4, 4.6, 4.62]);
  });

  it.each(['table1', 'table2', 'table3', 'table4', 'table5'] as const)('%s has no empty cell', (name) => {
    for (const cells of paperTable(name)) expect(Object.values(cells)).not.toContain(undefined);
  });

  it('knows the claims by their ids', () => {
    expect(new Set(paperClaims.map(({ id }) => id)).size).toBe(14);
  });
});

describe('comparisonTable', () => {
  it('puts the paper beside ours', async () => {
    const frame = await comparisonTable([row, { ...row, label: 'Control', paper: null, seeds: 1 }], 'mini');
    expect(frame.columns).toEqual(['row', 'paper', 'ours', 'interval', 'seeds', 'difference', 'verdict']);
    const [first, second] = frame.values as unknown[][];
    expect(first.slice(0, 5)).toEqual(['FPN (%)', 83.8, 81.25, '79.6 to 83', 3]);
    expect(first[5]).toBeCloseTo(-2.55);
    expect(second[5]).toBeNull();
  });

  it.each([
    ['not run', { ours: null }, 'paper'],
    ['no published value', { paper: null }, 'paper'],
    ['none (one seed)', { seeds: 1 }, 'paper'],
    ['measured, not comparable', {}, 'mini'],
    ['none (no interval)', { interval: null }, 'paper'],
    ['below the paper', {}, 'paper'],
    ['above the paper', { paper: 70 }, 'paper'],
    ['agrees', { paper: 80 }, 'paper'],
  ] as const)('judges %s', (verdict, change, profile) => {
    expect(comparisonVerdict({ ...row, ...change }, profile)).toBe(verdict);
  });
});

describe('a table', () => {
  const show = async (profile: 'mini' | 'smoke'): Promise<Record<string, unknown>> => {
    const target = createRecordingTarget();
    const frame = await dataFrame(
      ['name', 'value'],
      [
        ['<b>', 1234.5],
        ['none', null],
      ],
    );
    new Display(target).table(
      frame,
      { caption: 'Numbers.', decimals: { value: 2 } },
      { ...provenance, profile },
    );
    return target.outputs[0].data;
  };

  it('escapes texts, formats numbers and marks what is missing', async () => {
    const { 'text/html': html, 'text/plain': text } = await show('mini');
    expect(html).toContain('&lt;b&gt;');
    expect(html).toContain('>1,234.50<');
    expect(text).toBe(
      [
        'name     value',
        '──────────────',
        '<b>   1,234.50',
        'none         –',
        '──────────────',
        'Numbers.',
        'profile mini · seed 1 · code a · no data · wall time 1 s',
      ].join('\n'),
    );
  });

  it('says where it comes from a smoke run', async () => {
    expect((await show('mini'))['text/html']).not.toContain('not a result');
    const { 'text/html': html, 'text/plain': text } = await show('smoke');
    expect(html).toContain('smoke: not a result');
    expect(text).toContain('smoke: not a result');
  });

  it('refuses a column that is not there', () => {
    const frame = { columns: ['a'], index: [0], values: [[1]] };
    const build = () =>
      new Display(createRecordingTarget()).table(frame, { caption: '', decimals: { b: 1 } }, provenance);
    expect(build).toThrow(ConfigurationError);
  });
});

describe('dataFrame', () => {
  it('does not load TensorFlow a second time', async () => {
    await dataFrame(['a'], [[1]]);
    const loaded = Object.keys(require.cache).filter((file) =>
      /tfjs-node[^/]*[/]dist[/]index\.js$/.test(file),
    );
    expect(loaded).toHaveLength(1);
    expect(loaded[0]).toContain('tfjs-node-gpu');
  });

  it('may have no rows', async () => {
    const frame = await dataFrame(['a', 'b'], []);
    expect(frame.columns).toEqual(['a', 'b']);
    expect(frame.values).toEqual([]);
  });
});
