import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ResultsError } from '../../common/errors';
import { Random } from '../../common/random';
import { readLatencyResults } from './latencyResult';
import { paretoFront, type FootprintPoint } from './paretoFront';

describe('the Pareto front', () => {
  it('leaves out what is worse in one way and better in none', () => {
    const points = {
      large: { accuracy: 0.95, bytes: 100, milliseconds: 2 },
      small: { accuracy: 0.9, bytes: 10, milliseconds: 2 },
      slow: { accuracy: 0.9, bytes: 10, milliseconds: 3 },
      fast: { accuracy: 0.85, bytes: 60, milliseconds: 1 },
      poor: { accuracy: 0.8, bytes: 50, milliseconds: 2 },
      untimed: { accuracy: 0.99, bytes: 90, milliseconds: undefined },
      neither: { accuracy: 0.84, bytes: 70, milliseconds: undefined },
    };
    const { small, fast, untimed, large } = points;
    expect(paretoFront(Object.values(points))).toEqual([small, fast, untimed, large]);
    expect(paretoFront([small, small])).toEqual([small, small]);
    expect(paretoFront([])).toEqual([]);
  });

  it('dominates all that is not on it, and nothing that is', () => {
    const random = Random.derive(3, 'points');
    const points = Array.from({ length: 200 }, (): FootprintPoint => {
      const [accuracy, bytes, milliseconds] = [0, 1, 2].map(() => random.uniform(0.1, 1));
      return { accuracy, bytes, milliseconds };
    });
    const front = paretoFront(points);
    const better = (a: FootprintPoint, b: FootprintPoint) =>
      a !== b && a.accuracy >= b.accuracy && a.bytes <= b.bytes && a.milliseconds! <= b.milliseconds!;
    for (const point of points)
      expect(front.some((other) => better(other, point))).toBe(!front.includes(point));
  });
});

describe('stored latencies', () => {
  it('are read in order, none where there is no folder, and refused by field where they are damaged', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'latency-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    expect(await readLatencyResults(join(folder, 'nowhere'))).toEqual([]);
    const row = {
      ...{ network: 'wdr', scale: 'mini', variant: 'float32', moduleBits: '32-32-32', activationBits: 32 },
      ...{ bytes: 9, bitOperations: 9, medianMilliseconds: 1, ninetiethPercentileMilliseconds: 2 },
      ...{ residentBytes: 9, speed: 1 },
    };
    const machine = { system: 'a', processor: 'b', cores: 2, memory: 9, load: [0, 1] };
    const result = {
      ...{ provider: 'cpu', rows: [row], threads: 2, rounds: 1, warmUp: 1, repetitions: 3, machine },
      ...{ versions: {}, codeVersion: '0', date: '2026-01-01' },
    };
    await writeFile(join(folder, 'b.json'), JSON.stringify({ ...result, threads: 1 }));
    await writeFile(join(folder, 'a.json'), JSON.stringify(result));
    expect((await readLatencyResults(folder)).map(({ threads }) => threads)).toEqual([2, 1]);
    await writeFile(join(folder, 'b.json'), JSON.stringify({ ...result, rows: [{ ...row, speed: -1 }] }));
    const read = readLatencyResults(folder);
    await expect(read).rejects.toThrow(ResultsError);
    await expect(read).rejects.toThrow(/b\.json: rows\[0\]\.speed: found -1/);
  });
});
