import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scriptedWorkers } from '../../../test/support/scriptedWorkers';
import { exampleSubmission, submittedRuns } from '../../../test/support/submittedRuns';
import { InterruptionError, NumericalError, ResultsError, WorkerDeathError } from '../../common/errors';
import { silentReporter } from '../../common/reporter';
import { openResultsStore } from '../store/resultsStore';
import { performArrayTask, type StopReason } from './arrayTask';
import { readSubmission, writeSubmission } from './submissionFile';
import { readTaskRecord } from './taskRecord';

const [full, probe] = submittedRuns;
const problem = { found: 'an end', expected: 'none', remedy: 'Try again.' };

describe('a task of a job array', () => {
  let folder: string;
  let requeued: string[];
  let trained: string[];
  let before: (title: string) => void;
  let stop: AbortController;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'array task '));
    await writeSubmission(folder, exampleSubmission(folder));
    [requeued, trained, stop] = [[], [], new AbortController()];
    before = () => undefined;
  });
  afterEach(() => rm(folder, { recursive: true }));

  const perform = (array: number, index: number) =>
    performArrayTask(
      { array, index },
      {
        ...{ folder, job: `1${array}_${index}`, signal: stop.signal, reporter: silentReporter },
        cluster: {
          requeue: (job) => {
            requeued.push(job);
            return Promise.resolve();
          },
        },
        makeWorkers: ({ workFolder }) =>
          scriptedWorkers({
            workFolder,
            accuracy: () => 0.5,
            before: (title) => {
              before(title);
              trained.push(title);
            },
          }),
      },
    );

  it('does its run, and no other, and stores the result', async () => {
    expect(await perform(0, 0)).toBe('done');
    expect(await perform(1, 0)).toBe('done');
    expect(trained).toEqual(['full precision, seed 3', `${probe.title}, seed 3`]);
    const store = openResultsStore(join(folder, 'results'), silentReporter);
    expect((await store.find('smoke', probe.id))?.id).toBe(probe.id);
    expect(await readTaskRecord(folder, probe.id)).toMatchObject({ state: 'done', job: '11_0', attempts: 1 });
  });

  it('trains again what only lost its weights', async () => {
    await perform(0, 0);
    await rm(join(folder, 'work', full.id), { recursive: true });
    expect(await perform(0, 0)).toBe('done');
    expect(trained).toHaveLength(2);
  });

  it.each<[StopReason, string, string[]]>([
    ['time limit', 'requeued', ['10_0']],
    ['termination', 'stopped', []],
  ])('told to stop for the reason %s it ends %s', async (reason, end, expected) => {
    before = () => {
      stop.abort(reason);
      throw new InterruptionError(problem);
    };
    expect(await perform(0, 0)).toBe(end);
    expect(requeued).toEqual(expected);
    expect(await readTaskRecord(folder, full.id)).toMatchObject({ state: end });
  });

  it('is tried again where its process died, twice', async () => {
    before = () => {
      throw new WorkerDeathError(problem);
    };
    expect([await perform(0, 0), await perform(0, 0), await perform(0, 0)]).toEqual([
      'requeued',
      'requeued',
      'failed',
    ]);
    expect(requeued).toEqual(['10_0', '10_0']);
    expect(await readTaskRecord(folder, full.id)).toMatchObject({ state: 'failed', deaths: 3, attempts: 3 });
  });

  it('says why it failed, and is not tried again, where another attempt would fail too', async () => {
    before = () => {
      throw new NumericalError(problem);
    };
    expect(await perform(0, 0)).toBe('failed');
    expect(requeued).toEqual([]);
    expect((await readTaskRecord(folder, full.id))?.message).toMatch(/full precision, seed 3: found an end/);
  });

  it('refuses a place that the submission does not have', async () => {
    await expect(perform(1, 99)).rejects.toThrow(ResultsError);
    await expect(readSubmission(join(folder, 'none'))).rejects.toThrow(ResultsError);
  });
});
