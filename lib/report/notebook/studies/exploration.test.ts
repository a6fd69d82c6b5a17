import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { exampleScope } from '../../../../test/support/exampleRun';
import { scriptedWorkers } from '../../../../test/support/scriptedWorkers';
import { storedLaboratory } from '../../../../test/support/storedLaboratory';
import { InfeasibleAllocationError } from '../../../allocation/infeasibleAllocation';
import { ConfigurationError, InterruptionError } from '../../../common/errors';
import { silentReporter } from '../../../common/reporter';
import type { Workers } from '../../../experiments/execution/workers';
import { readsVariable } from '../../../experiments/store/resultReads';
import type { ModuleBits } from '../../../quantizers/moduleBits';
import { explore, type Exploration, type ExplorationPlace } from './exploration';
import { explorationTable } from './explorationTable';

const scope = exampleScope('smoke', { train: 24, validation: 6, test: 6 });
const lsq = { method: 'lsq', seed: 1 } as const;
const fullPrecision = { backbone: 32, fpn: 32, head: 32 };
const ternaryPyramid = { ...lsq, bits: { ...fullPrecision, fpn: 2 } };
const halted = new InterruptionError({ found: 'a stop', expected: 'all steps', remedy: 'Run it again.' });
const accuracy = ({ fpn, head }: ModuleBits) => 0.5 + (fpn === 2 ? 0.25 : 0) - (head === 2 ? 0.125 : 0);

describe('a question of a reader', () => {
  let folder: string;
  let log: string[];
  let warnings: string[];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'exploration-'));
    log = [];
    warnings = [];
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const place = (
    before: (title: string) => void = () => undefined,
    change: (workers: Workers) => Partial<Workers> = () => ({}),
  ): ExplorationPlace => {
    const scripted = scriptedWorkers({
      workFolder: folder,
      accuracy,
      before(title) {
        log.push(title);
        before(title);
      },
    });
    const laboratory = storedLaboratory(folder, { ...scripted, ...change(scripted) });
    return {
      reporter: { ...silentReporter, warn: (message) => void warnings.push(message) },
      laboratory: () => ({ ...laboratory, profile: 'smoke', scope: () => Promise.resolve(scope) }),
      resultsFolder: folder,
    };
  };
  const recordName = 'smoke-lsq-8x-2-4-8-seed1.json';

  it('is answered by training what is missing, and from the store when it is known', async () => {
    const first = await explore(place(), ternaryPyramid);
    expect(log).toEqual(['full precision, seed 1', 'fpn at 2 bits by LSQ, seed 1']);
    expect(first.steps).toEqual([{ module: 'fpn', bits: 2 }]);
    expect(first.runs).toHaveLength(2);
    log = [];
    expect(await explore(place(), ternaryPyramid)).toEqual(first);
    expect(log).toEqual([]);
    await explore(place(), { ...lsq, bits: { ...fullPrecision, fpn: 2, head: 8 }, order: ['head', 'fpn'] });
    expect(log).toEqual(['head at 8 bits by LSQ, seed 1', 'head at 8, then fpn at 2 bits by LSQ, seed 1']);
  });

  it('is shown network by network', async () => {
    const bits = { backbone: 8, fpn: 2, head: 32 };
    const found = await explore(place(), { ...lsq, bits, order: ['fpn', 'backbone'] });
    const { columns, values } = await explorationTable(found);
    expect(columns).toEqual(['quantized', 'bits', 'recall, %', 'run']);
    expect(values).toEqual([
      ['nothing', '32-32-32', '50.0 (45.0 to 55.0)', found.runs[0].id],
      ['fpn at 2 bits', '32-2-32', '75.0 (70.0 to 80.0)', found.runs[1].id],
      ['backbone at 8 bits', '8-2-32', '75.0 (70.0 to 80.0)', found.runs[2].id],
    ]);
  });

  it('of a budget is answered by Algorithm 1, and then by its record', async () => {
    const question = { ...lsq, budget: 8 };
    const found = await explore(place(), question);
    expect(log).toContain('sensitivity of fpn at 2 bits by LSQ, seed 1');
    const trained = log.filter((title) => !title.startsWith('sensitivity'));
    expect(new Set(trained).size).toBe(trained.length);
    expect(found.steps[0]).toEqual({ module: 'fpn', bits: 2 });
    expect(found.steps).toHaveLength(3);
    expect(found.compression).toBeGreaterThanOrEqual(8);
    expect(await readdir(join(folder, 'algorithm1'))).toEqual([recordName]);
    log = [];
    expect(await explore(place(), question)).toEqual(found);
    expect(log).toEqual([]);
    const order = found.steps.map(({ module }) => module).reverse();
    const reversed = await explore(place(), { ...question, order });
    expect([reversed.bits, reversed.steps.map(({ module }) => module)]).toEqual([found.bits, order]);
  });

  it('of a budget is not answered by the record of other runs, nor by a damaged one', async () => {
    const question = { ...lsq, budget: 8 };
    const found = await explore(place(), question);
    const file = join(folder, 'algorithm1', recordName);
    const record = await readFile(file, 'utf8');
    await writeFile(file, record.replaceAll(found.runs[3].id, '0'.repeat(16)));
    log = [];
    expect(await explore(place(), question)).toEqual(found);
    expect(new Set(log)).toEqual(new Set(['sensitivity of fpn at 2 bits by LSQ, seed 1']));
    expect(await readFile(file, 'utf8')).toBe(record);
    await writeFile(file, '{}');
    await expect(explore(place(), question)).rejects.toThrow(`${recordName}: steps: `);
  });

  it('of a budget notes the record that it asks for, where it is kept', async () => {
    const reads = join(folder, 'reads');
    await writeFile(reads, '');
    vi.stubEnv(readsVariable, reads);
    const { laboratory, ...others } = place();
    await explore({ laboratory, ...others }, { ...lsq, budget: 8 });
    expect(await readFile(reads, 'utf8')).toBe('');
    const mini = { profile: 'mini', scope: () => Promise.resolve(exampleScope('mini')) } as const;
    await explore({ laboratory: () => ({ ...laboratory(), ...mini }), ...others }, { ...lsq, budget: 8 });
    expect(await readFile(reads, 'utf8')).toBe('algorithm1/mini-lsq-8x-2-4-8-seed1.json\n');
    vi.unstubAllEnvs();
  });

  it('is refused where it asks for nothing, for two things, or for what cannot be reached', async () => {
    await expect(explore(place(), lsq)).rejects.toThrow(ConfigurationError);
    await expect(explore(place(), { ...ternaryPyramid, budget: 8 })).rejects.toThrow(
      /bits, budget: found both/,
    );
    await expect(explore(place(), { ...lsq, budget: 17 })).rejects.toThrow(InfeasibleAllocationError);
    expect(log).toEqual([]);
  });

  it('that is interrupted stops its training, says so, and can be asked again once it has stopped', async () => {
    const stopped = new AbortController();
    const running = place(
      (title) => title.startsWith('fpn') && process.emit('SIGINT'),
      (scripted) => ({
        async run(ingredients, title, reporter) {
          const result = await scripted.run(ingredients, title, reporter);
          if (stopped.signal.aborted) throw halted;
          return result;
        },
        stop: () => Promise.resolve(stopped.abort()),
      }),
    );
    const listeners = process.listenerCount('SIGINT');
    await expect(explore(running, ternaryPyramid)).rejects.toBeInstanceOf(InterruptionError);
    expect(warnings).toEqual([expect.stringContaining('found a stop')]);
    expect(process.listenerCount('SIGINT')).toBe(listeners);
    const { runs } = await explore(place(), ternaryPyramid);
    expect(runs).toHaveLength(2);
    expect(log.filter((title) => title.startsWith('full'))).toHaveLength(1);
  });

  it('that is asked again before its interrupted run is let go waits for that', async () => {
    let wasStopped = false;
    let ended: Promise<unknown> = Promise.resolve();
    const again = new Promise<Exploration>((resolve, reject) => {
      const running = place(undefined, (scripted) => ({
        async run(ingredients, title, reporter) {
          if (wasStopped || title.startsWith('full')) return scripted.run(ingredients, title, reporter);
          wasStopped = true;
          process.emit('SIGINT');
          explore(running, ternaryPyramid).then(resolve, reject);
          await delay(50);
          throw halted;
        },
        stop: () => Promise.resolve(),
      }));
      ended = explore(running, ternaryPyramid).catch((error: unknown) => error);
    });
    expect((await again).runs).toHaveLength(2);
    expect(await ended).toBeInstanceOf(InterruptionError);
  });

  it('that is interrupted while sensitivity is measured keeps it, and trains nothing more', async () => {
    const question = { ...lsq, budget: 8 };
    const measuring = place((title) => title.startsWith('sensitivity') && process.emit('SIGINT'));
    await expect(explore(measuring, question)).rejects.toThrow(/between two runs/);
    expect(log.at(-1)).toMatch(/^sensitivity/);
    expect(await explore(place(), question)).toMatchObject({ steps: { length: 3 } });
  });
});
