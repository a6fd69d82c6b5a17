import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exampleRun } from '../../../test/support/exampleRun';
import { scriptedWorkers } from '../../../test/support/scriptedWorkers';
import { submittedRuns } from '../../../test/support/submittedRuns';
import { ConfigurationError, DatasetError, EnvironmentError, ResultsError } from '../../common/errors';
import { silentReporter } from '../../common/reporter';
import type { ExecutorContext } from '../execution/executor';
import { createExperimentRunner } from '../execution/experimentRunner';
import { openResultsStore } from '../store/resultsStore';
import type { QueuedTask } from './jobQueue';
import { answerPreparation } from './nodePreparation';
import { slurmCluster, type Cluster } from './slurmCommands';
import { slurmDryRun } from './slurmDryRun';
import { slurmExecutor } from './slurmExecutor';
import { openSlurmSubmission } from './slurmSubmission';
import { readSubmission, submissionFolder } from './submissionFile';

describe('the Slurm executor', () => {
  let root: string;
  let context: ExecutorContext;
  let submitted: (string | undefined)[];
  let cancelled: string[];
  let queue: QueuedTask[];
  let refuseFrom: number;
  let answer: (script: string) => Promise<void>;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'slurm executor '));
    [submitted, cancelled, queue, refuseFrom] = [[], [], [], Infinity];
    const workFolder = join(root, 'work');
    const reporter = silentReporter;
    const workers = scriptedWorkers({ workFolder, accuracy: () => 0.5, before: () => undefined });
    const store = openResultsStore(join(root, 'results'), reporter);
    const runner = createExperimentRunner({ workers, store, workFolder, reporter });
    context = { profile: 'smoke', workers, runner, store, workFolder, reporter };
  });
  afterEach(() => rm(root, { recursive: true }));

  const cluster: Cluster = {
    submit: (_script, dependency) => {
      if (submitted.length >= refuseFrom)
        return Promise.reject(new EnvironmentError({ found: 'no', expected: 'yes', remedy: 'Ask.' }));
      submitted.push(dependency);
      return Promise.resolve(String(10 + submitted.length));
    },
    submitAndWait: (script) => answer(script),
    queue: () => Promise.resolve(queue),
    requeue: () => Promise.resolve(),
    cancel: (jobs) => {
      cancelled.push(...jobs);
      return Promise.resolve();
    },
  };
  const executor = () => slurmExecutor({ name: 'trial', root, cluster, pollInterval: 1 })(context);
  const waiting = (job: string): QueuedTask => ({
    ...{ job, index: 0, state: 'PENDING', reason: 'Priority', nodes: '' },
  });

  it('submits arrays, each after the task that it starts from, and notes their jobs', async () => {
    await executor().submit(submittedRuns);
    expect(submitted).toEqual([undefined, 'afterok:11_0']);
    const folder = submissionFolder('trial', root);
    expect((await readSubmission(folder)).arrays.map(({ job, runs }) => [job, runs.length])).toEqual([
      ['11', 1],
      ['12', 8],
    ]);
    expect(await readdir(folder)).toEqual(expect.arrayContaining(['array-0.sh', 'array-1.sh', 'logs']));
    expect(await readFile(join(folder, 'array-1.sh'), 'utf8')).toContain("/trial' 1\n");
  });

  it('submits what is missing, and nothing where nothing is', async () => {
    await context.runner.run(submittedRuns.slice(0, 3));
    await executor().submit(submittedRuns);
    expect(new Set(submitted)).toEqual(new Set([undefined]));
    const { arrays } = await readSubmission(submissionFolder('trial', root));
    expect(arrays.flatMap(({ runs }) => runs)).toHaveLength(6);

    await context.runner.run(submittedRuns);
    const before = submitted.length;
    const results = await (await executor().submit(submittedRuns)).collect();
    expect(submitted).toHaveLength(before);
    expect([...results.keys()]).toEqual(submittedRuns.map(({ id }) => id));
  });

  it('has a stored run trained again where others start from it and its weights are gone', async () => {
    const [full] = submittedRuns;
    await context.store.save(exampleRun(full.ingredients));
    await executor().submit(submittedRuns);
    expect(submitted[0]).toBeUndefined();
    expect(new Set(submitted.slice(1))).toEqual(new Set(['afterok:11_0']));
  });

  it('names runs that would start at other weights than their controls, and submits nothing of them', async () => {
    const [full, ...probes] = submittedRuns;
    const stored = exampleRun(full.ingredients);
    const numerics = 'a'.repeat(64);
    await context.store.save({ ...stored, environment: { ...stored.environment, numerics } });
    const submission = await executor().submit(
      submittedRuns.map((run) => ({ ...run, numerics: 'b'.repeat(64) })),
    );
    expect(submitted).toEqual([]);
    await expect(submission.collect()).rejects.toThrow(/computes otherwise: bbbbbbbb/);
    const { status } = await openSlurmSubmission(submissionFolder('trial', root), cluster, silentReporter);
    const refused = { task: undefined, state: 'failed' };
    expect(await status()).toMatchObject(probes.map(({ id }) => ({ id, ...refused })));
    expect((await status())[0].detail).toContain(`was not submitted; refused: the weights of ${full.id}`);
  });

  it('takes back what was submitted where Slurm refuses the rest', async () => {
    refuseFrom = 1;
    await expect(executor().submit(submittedRuns)).rejects.toThrow(EnvironmentError);
    expect(cancelled).toEqual(['11']);
  });

  it('refuses to take the place of a submission whose jobs wait or run', async () => {
    await executor().submit(submittedRuns);
    queue = [waiting('12')];
    await expect(executor().submit(submittedRuns)).rejects.toThrow(ConfigurationError);
    await executor().stop();
    expect(cancelled).toEqual(['11', '12']);
  });

  it('collects results, and names what is missing and why', async () => {
    const submission = await executor().submit(submittedRuns);
    await context.runner.run(submittedRuns.slice(0, 3));
    await expect(submission.collect()).rejects.toThrow(ResultsError);
    const folder = submissionFolder('trial', root);
    const statuses = await (await openSlurmSubmission(folder, cluster, silentReporter)).status();
    expect(statuses.filter(({ state }) => state === 'failed')).toHaveLength(6);
    await context.runner.run(submittedRuns);
    expect((await submission.collect()).size).toBe(submittedRuns.length);
  });

  it('has data opened on a node, and brings its answer or its error', async () => {
    const preparation = {
      ...{ profile: 'smoke' as const, dataFolder: '/d', dataHash: 'h', behavioralFingerprint: 'f' },
      numerics: 'n',
      ...{ images: { train: 8, validation: 4, test: 4 }, objectCount: 1 },
      engine: submittedRuns[0].ingredients.engine,
    };
    const file = join(submissionFolder('trial', root), 'prepare-swisscube-mini.json');
    answer = () => answerPreparation(file, () => Promise.resolve(preparation));
    expect(await executor().prepare({ name: 'swisscube-mini' })).toEqual(preparation);

    const problem = { file: '/data', found: 'nothing', expected: 'images', remedy: 'Bring them.' };
    answer = () => answerPreparation(file, () => Promise.reject(new DatasetError(problem)));
    await expect(executor().prepare({ name: 'swisscube-mini' })).rejects.toThrow(new DatasetError(problem));

    answer = () => Promise.resolve();
    await expect(executor().prepare({ name: 'swisscube-mini' })).rejects.toThrow(/found no answer/);
  });

  it('says so where Slurm is not installed', async () => {
    const { PATH } = process.env;
    process.env['PATH'] = root;
    try {
      await expect(slurmCluster.queue()).rejects.toThrow(/squeue: found no such command.*--executor slurm/);
    } finally {
      process.env['PATH'] = PATH;
    }
  });

  it('shows what it would submit without submitting or writing anything', async () => {
    const said: string[] = [];
    const name = 'never-submitted';
    await slurmDryRun({ name, atOnce: 2 }, (text) => said.push(text))(context).submit(submittedRuns);
    expect(said).toHaveLength(2);
    expect(said[0]).toMatch(/^\$ sbatch .+never-submitted\/array-0\.sh'?\n#!\/bin\/bash\n/);
    expect(said[1]).toContain('--dependency=afterok:<job of array 0>_0');
    expect(said[1]).toContain('#SBATCH --array=0-7%2');
    expect(existsSync(submissionFolder(name))).toBe(false);
  });

  it('takes plain words as names alone', () => {
    for (const name of ['../up', 'two words', '', '-x'])
      expect(() => submissionFolder(name)).toThrow(ConfigurationError);
  });
});
