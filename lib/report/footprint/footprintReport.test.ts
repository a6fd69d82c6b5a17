import { describe, expect, it } from 'vitest';
import { networkSizes } from './networkSizes';
import { footprintFigure, footprintTable, type FootprintRow } from './footprintReport';
import { footprintVerdict } from './footprintVerdict';
import type { LatencyResult, LatencyRow } from './latencyResult';
import { latencySource, latencyTable } from './latencyTable';
import { latencyText } from './latencyText';
import { sizeFigure, sizeTable } from './sizeReport';

const text = { title: 'Sizes', caption: '' };
const rule = { metric: 'ADD', threshold: 0.1 } as const;

function latencyOf(speeds: readonly number[]): LatencyResult {
  const rows = speeds.map((speed, index): LatencyRow => {
    const names = { network: 'wdr', scale: 'mini', variant: `variant ${index}`, moduleBits: '8-8-8' };
    const costs = { bytes: 1e6, bitOperations: 1e9, residentBytes: 1e8, activationBits: 32 };
    return { ...names, ...costs, medianMilliseconds: 2 / speed, ninetiethPercentileMilliseconds: 3, speed };
  });
  const machine = { system: 'a', processor: 'b', cores: 2, memory: 9, load: [0, 3] };
  const where = { threads: 2, rounds: 1, warmUp: 1, repetitions: 3, machine, versions: {}, codeVersion: '0' };
  return { provider: 'cpu', rows, ...where, date: '2026-01-01' };
}

describe('sizes', () => {
  it('are those of every network and width, beside theory', async () => {
    const sizes = await networkSizes(['wdr', 'zebraPose'], 'tiny');
    expect(sizes.map(({ network, moduleBits }) => `${network} ${moduleBits}`)).toEqual([
      ...['wdr 32-32-32', 'wdr 8-8-8', 'wdr 8-2-8', 'zebraPose 32-32', 'zebraPose 8-8', 'zebraPose 8-2'],
    ]);
    expect((await sizeTable(sizes)).shape).toEqual([6, 11]);
    expect(sizeFigure(sizes, text).traces).toHaveLength(4);
    const verdict = await footprintVerdict(sizes, [latencyOf([1, 0.5])]);
    const [[, first], [, second]] = verdict.values as string[][];
    expect(first).toMatch(/^no: the largest excess of a packed file is/);
    expect(second).toBe('No lower width is faster than float32.');
  });
});

describe('latencies', () => {
  it('say which widths bring speed and which do not', async () => {
    const result = latencyOf([1, 2, 0.8]);
    expect(latencyText(result)).toContain(
      'Faster than float32: variant 1 (2.00x). No speed is gained by variant 2 (0.80x).',
    );
    expect((await latencyTable([result, result])).shape).toEqual([6, 10]);
    expect(latencySource([result, result])).toMatch(/^Measured on b, 2 of 2 cores.*load 3\.0\. A load/);
    expect(latencySource([])).toMatch(/npm run bench:latency/);
  });
});

describe('networks by accuracy, bytes and time', () => {
  const row = (moduleBits: string, value: number, bytes: number, milliseconds?: number): FootprintRow => ({
    ...{ style: 'lsq', moduleBits, seeds: 1, recall: { value, low: value, high: value } },
    ...{ accuracy: value / 100, bytes, compression: 2, milliseconds },
  });
  const rows = [row('32', 90, 4000, 2), row('8', 91, 1000, 3), row('4', 80, 2000)];

  it('carry their widths and times in the figure where none is better in all', async () => {
    const { traces } = footprintFigure(rows, rule, text);
    expect(traces[0].text).toEqual(['8, 3.0 ms', '', '32, 2.0 ms']);
    const table = await footprintTable(rows, rule);
    const front = (table.values as unknown[][]).map((cells) => [cells[0], cells[7]]);
    expect(front).toEqual([
      ['8', 'yes'],
      ['4', 'no'],
      ['32', 'yes'],
    ]);
  });
});
