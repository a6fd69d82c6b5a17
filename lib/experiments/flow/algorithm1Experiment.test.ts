import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exampleScope } from '../../../test/support/exampleRun';
import { scriptedWorkers } from '../../../test/support/scriptedWorkers';
import { storedLaboratory } from '../../../test/support/storedLaboratory';
import { InfeasibleAllocationError } from '../../allocation/infeasibleAllocation';
import { moduleOrders } from '../../mqat/quantizationOrders';
import type { ModuleBits } from '../../quantizers/moduleBits';
import {
  checkExperiment,
  experimentBench,
  performAlgorithm1,
  performOrders,
  probeRuns,
  recordFile,
  writeRecord,
} from './algorithm1Experiment';
import type { Algorithm1Experiment } from './algorithm1Record';

const scope = exampleScope('smoke', { train: 24, validation: 6, test: 6 });
const experiment: Algorithm1Experiment = {
  ...{ profile: 'smoke', method: 'inq', seed: 1, widths: [2, 4, 8], compressionFactor: 8, measure: 'trace' },
};

describe('Algorithm 1 over stored runs', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'algorithm-1-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const benchOf = (log: string[], accuracy: (bits: ModuleBits) => number) => {
    const before = (title: string) => void log.push(title);
    const workers = scriptedWorkers({ workFolder: folder, accuracy, before });
    return experimentBench(storedLaboratory(folder, workers), experiment, scope);
  };
  const pyramidWins = ({ fpn, head }: ModuleBits) => 0.5 + (fpn === 2 ? 0.25 : 0) - (head === 2 ? 0.125 : 0);

  it('keeps the way and the end as plain data that name their runs', async () => {
    const record = await performAlgorithm1(benchOf([], pyramidWins), experiment);
    expect(record.probes.map(({ module, validation }) => [module, validation.value])).toEqual([
      ['backbone', 0.5],
      ['fpn', 0.75],
      ['head', 0.375],
    ]);
    expect(record.kBest).toBe('fpn');
    expect(record.steps[0]).toEqual(record.probes[1]);
    expect(record.sensitivity?.identity.run).toBe(record.probes[1].run);
    expect(Object.keys(record.importance).sort()).toEqual(['backbone', 'head']);
    const { rho, size, limit, certificate, otherMeasure, ranges, runnerUp } = record.allocation;
    expect([rho['fpn'], certificate, otherMeasure?.measure]).toEqual([
      2,
      { optimal: true, gap: 0 },
      'mean trace',
    ]);
    expect(size).toBeLessThanOrEqual(limit);
    expect(record.compression).toBeGreaterThanOrEqual(8);
    expect(runnerUp?.rho).not.toEqual(rho);
    // The pinned module has one width, which no importance moves.
    expect(ranges.filter(({ module }) => module === 'fpn')).toEqual([
      { module: 'fpn', bits: 2, chosen: true, margin: null },
    ]);
    const file = join(folder, 'record.json');
    await writeRecord(file, record);
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(record);
  });

  it('starts from full precision where no probe wins', async () => {
    const record = await performAlgorithm1(
      benchOf([], () => 0.5),
      experiment,
    );
    expect([record.kBest, record.steps.length]).toEqual([null, 3]);
    expect(record.sensitivity?.identity.run).toBe(record.fullPrecision.run);
  });

  it('gives every order its run and scores, and does none twice', async () => {
    const log: string[] = [];
    const bench = benchOf(log, pyramidWins);
    const { allocation, steps } = await performAlgorithm1(bench, experiment);
    const orders = await performOrders(bench, moduleOrders(bench, allocation.rho, { seed: 0, count: 0 }));
    expect(new Set(orders.map(({ run }) => run)).size).toBe(6);
    expect(orders.map(({ run }) => run)).toContain(steps[2].run);
    const trained = log.filter((title) => !title.startsWith('sensitivity'));
    expect(new Set(trained).size).toBe(trained.length);
  });

  it('knows the probes beforehand, and a name for each experiment', () => {
    expect(probeRuns(experiment, scope).map(({ key }) => key)).toEqual([
      ...['full-precision', 'backbone2-inq', 'fpn2-inq', 'head2-inq'],
    ]);
    const others = [
      { seed: 2 },
      { method: 'lsq' },
      { measure: 'mean trace' },
      { compressionFactor: 6 },
    ] as const;
    const files = [{}, ...others].map((change) => recordFile({ ...experiment, ...change }));
    expect(files[0]).toMatch(/algorithm1\/smoke-inq-8x-2-4-8-seed1\.json$/);
    files.push(recordFile(experiment, 'all'), recordFile(experiment, 'combinations'));
    expect(new Set(files).size).toBe(7);
  });

  it('is refused before anything is opened: widths that the method lacks, sizes that cannot be reached', async () => {
    for (const widths of [[2, 16], [4, 8], [8, 2], []])
      await expect(checkExperiment({ ...experiment, widths })).rejects.toThrow(/widths: found \[/);
    const impossible = checkExperiment({ ...experiment, compressionFactor: 16.5 });
    await expect(impossible).rejects.toThrow(InfeasibleAllocationError);
    await expect(impossible).rejects.toThrow(/at least \d+ bits, the smallest size that can be reached/);
    await checkExperiment({ ...experiment, compressionFactor: 16 });
  });
});
