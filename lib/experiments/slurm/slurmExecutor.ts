import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../../common/atomicFile';
import { ConfigurationError } from '../../common/errors';
import { isThere } from '../../common/isThere';
import type { Executor, ExecutorContext, ExecutorMaker, Submission } from '../execution/executor';
import type { IdentifiedRun } from '../execution/identifiedRuns';
import type { StoredRun } from '../store/storedRun';
import { prepareOnNode } from './nodePreparation';
import { slurmCluster, type Cluster } from './slurmCommands';
import { openSlurmSubmission } from './slurmSubmission';
import { readSubmission, submissionFile, submissionFolder, writeSubmission } from './submissionFile';
import type { SubmissionRecord } from './submissionFile';
import { logFolder, planSubmission, type SubmissionOptions, type SubmissionPlan } from './submissionPlan';

/** How a cluster is used. */
export interface SlurmOptions extends SubmissionOptions {
  /** Folder of all submissions; the project's where it is not given */
  readonly root?: string;
  /** This machine's where it is not given */
  readonly cluster?: Cluster;
  /** Milliseconds between two questions to Slurm */
  readonly pollInterval?: number;
}

/**
 * Has runs done as jobs of a Slurm cluster, which go on when this process has ended.
 * @returns what makes the executor; its methods throw an EnvironmentError where Slurm is missing or refuses
 */
export function slurmExecutor({
  root,
  cluster = slurmCluster,
  pollInterval,
  ...options
}: SlurmOptions): ExecutorMaker {
  const folder = submissionFolder(options.name, root);
  return (context: ExecutorContext): Executor => ({
    async prepare(choice) {
      await mkdir(logFolder(folder), { recursive: true });
      return prepareOnNode(cluster, context, choice, folder);
    },
    async submit(runs) {
      await refuseWhileUnderWay(folder, cluster, options.name);
      const plan = await planSubmission(runs, context, options, folder);
      await submitAll(plan, folder, cluster);
      const { reporter, store, profile } = context;
      return {
        async collect() {
          await (await openSlurmSubmission(folder, cluster, reporter, pollInterval)).collect();
          return storedResults(runs, (id) => store.find(profile, id));
        },
      } satisfies Submission;
    },
    async stop() {
      if (!(await isThere(submissionFile(folder)))) return;
      await cluster.cancel(jobsOf(await readSubmission(folder)));
    },
  });
}

/** Submits arrays one after the other; where one is refused, those before it are taken back. */
async function submitAll(
  { record, scripts, tablesScript }: SubmissionPlan,
  folder: string,
  cluster: Cluster,
): Promise<void> {
  await rm(join(folder, 'tasks'), { recursive: true, force: true });
  await mkdir(logFolder(folder), { recursive: true });
  let submitted = record;
  const note = (changes: Partial<SubmissionRecord>) =>
    writeSubmission(folder, (submitted = { ...submitted, ...changes }));
  await note({});
  try {
    for (const [index, text] of scripts.entries()) {
      const script = join(folder, `array-${index}.sh`);
      await writeFileAtomically(script, text);
      const job = await cluster.submit(script, arrayDependency(submitted, index));
      await note({ arrays: submitted.arrays.map((array, at) => (at === index ? { ...array, job } : array)) });
    }
    if (tablesScript !== undefined && scripts.length > 0) {
      const script = join(folder, 'tables.sh');
      await writeFileAtomically(script, tablesScript);
      await note({ tablesJob: await cluster.submit(script, tablesDependency(submitted)) });
    }
  } catch (error) {
    await cluster.cancel(jobsOf(submitted));
    throw error;
  }
}

/** @returns what an array waits for in Slurm's words: the one task that its runs start from */
export function arrayDependency({ arrays }: SubmissionRecord, index: number): string | undefined {
  const { after } = arrays[index];
  if (after === undefined) return undefined;
  return `afterok:${arrays[after.array].job ?? `<job of array ${after.array}>`}_${after.index}`;
}

/** @returns what the tables wait for in Slurm's words: that all arrays have ended, however */
export function tablesDependency({ arrays }: SubmissionRecord): string {
  return `afterany:${arrays.map(({ job }, index) => job ?? `<job of array ${index}>`).join(':')}`;
}

function jobsOf({ arrays, tablesJob }: SubmissionRecord): string[] {
  return [...arrays.map(({ job }) => job), tablesJob].filter((job) => job !== undefined);
}

async function refuseWhileUnderWay(folder: string, cluster: Cluster, name: string): Promise<void> {
  if (!(await isThere(submissionFile(folder)))) return;
  const jobs = new Set(jobsOf(await readSubmission(folder)));
  const alive = new Set((await cluster.queue()).map(({ job }) => job).filter((job) => jobs.has(job)));
  if (alive.size === 0) return;
  throw new ConfigurationError({
    file: folder,
    found: `a submission whose jobs ${[...alive].join(', ')} wait or run`,
    expected: 'one that has ended',
    remedy: `Wait for it (--name ${name} --collect), cancel it (scancel ${[...alive].join(' ')}), or give this one another --name.`,
  });
}

async function storedResults(
  runs: readonly IdentifiedRun[],
  find: (id: string) => Promise<StoredRun | undefined>,
): Promise<Map<string, StoredRun>> {
  const results = new Map<string, StoredRun>();
  for (const { id } of runs) {
    const run = await find(id);
    if (run !== undefined) results.set(id, run);
  }
  return results;
}
