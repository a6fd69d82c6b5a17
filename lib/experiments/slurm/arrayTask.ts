/* What a task of a job array does on its node: one run, from its checkpoint if there is one. */
import { setTimeout as delay } from 'node:timers/promises';
import { causeText } from '../../common/causeText';
import { InterruptionError, ResultsError, WorkerDeathError } from '../../common/errors';
import type { Reporter } from '../../common/reporter';
import { createExperimentRunner, type ExperimentRunner } from '../execution/experimentRunner';
import type { IdentifiedRun } from '../execution/identifiedRuns';
import { openResultsStore } from '../store/resultsStore';
import { hasWeights } from '../run/weightScores';
import type { Workers } from '../execution/workers';
import { ancestry, type TaskPlace } from './jobArrays';
import type { Cluster } from './slurmCommands';
import { readSubmission, type SubmissionRecord } from './submissionFile';
import { keepTaskRecord, type KeptTaskRecord } from './taskRecord';

/** Why a task is told to end: its time is nearly over, or Slurm ends it, to run it again later or not. */
export type StopReason = 'time limit' | 'termination';

/** How a task ended. */
export type TaskEnd = 'done' | 'requeued' | 'stopped' | 'failed';

/** Where a task is done, and who may end it. */
export interface ArrayTaskContext {
  /** Of the submission */
  readonly folder: string;
  /** Job and place, such as `12_3` */
  readonly job: string;
  /** Aborted with a {@link StopReason} */
  readonly signal: AbortSignal;
  readonly cluster: Pick<Cluster, 'requeue'>;
  /** Makes what trains; one run at a time */
  makeWorkers(submission: SubmissionRecord): Workers;
  readonly reporter: Reporter;
}

/** Deaths of its worker processes after which a task is not tried again. */
const mostDeaths = 3;
/** Milliseconds that a result has to be stored once nothing is trained any more. */
const storingTime = 2000;

/**
 * Does the run of a task and stores its result. Told to stop, it stops at the next step with a checkpoint; before its time
 * limit, and where its worker process died, it asks Slurm for another attempt.
 * @throws ResultsError when the submission cannot be read or has no such task
 */
export async function performArrayTask(place: TaskPlace, context: ArrayTaskContext): Promise<TaskEnd> {
  const { folder, job, signal, cluster, reporter } = context;
  const submission = await readSubmission(folder);
  const lineage = lineageAt(submission, place, folder);
  const run = lineage[lineage.length - 1];
  const record = await keepTaskRecord(folder, run.id, job, reporter);
  const workers = context.makeWorkers(submission);
  try {
    const { workFolder, resultsFolder } = submission;
    const store = openResultsStore(resultsFolder, reporter);
    const runner = createExperimentRunner({ workers, store, workFolder, reporter: record.reporter });
    await Promise.race([performRun(runner, lineage, workFolder), stopped(signal, workers)]);
    await record.end('done');
    return 'done';
  } catch (error) {
    reporter.warn(causeText(error));
    return await endAfter(error, signal, record, () => cluster.requeue(job));
  } finally {
    await workers.close();
  }
}

/** Its weights too: others start from them, and results are stored without. */
async function performRun(
  runner: ExperimentRunner,
  lineage: readonly IdentifiedRun[],
  workFolder: string,
): Promise<void> {
  await runner.run(lineage);
  if (!hasWeights(workFolder, lineage[lineage.length - 1].id)) await runner.ensureWeights(lineage);
}

/** Fails once nothing is trained any more; training that is stopped fails before. */
async function stopped(signal: AbortSignal, workers: Workers): Promise<never> {
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve));
  await workers.stop();
  await delay(storingTime);
  throw new InterruptionError({
    found: 'a request to stop before training began',
    expected: 'time for the run',
    remedy: 'Run it again.',
  });
}

async function endAfter(
  error: unknown,
  { aborted, reason }: AbortSignal,
  record: KeptTaskRecord,
  requeue: () => Promise<void>,
): Promise<TaskEnd> {
  const message = causeText(error);
  const died = !aborted && error instanceof WorkerDeathError;
  const deaths = record.deaths + (died ? 1 : 0);
  if (aborted && reason !== ('time limit' satisfies StopReason)) {
    await record.end('stopped', { message });
    return 'stopped';
  }
  if (!aborted && !(died && deaths < mostDeaths)) {
    await record.end('failed', { message, deaths });
    return 'failed';
  }
  try {
    await record.end('requeued', { message, deaths });
    await requeue();
    return 'requeued';
  } catch (refusal) {
    await record.end('failed', { message: `${message} Slurm did not requeue it: ${causeText(refusal)}` });
    return 'failed';
  }
}

function lineageAt({ arrays, runs }: SubmissionRecord, place: TaskPlace, folder: string): IdentifiedRun[] {
  const id = arrays[place.array]?.runs[place.index];
  const known = new Map(runs.map((run) => [run.id, run]));
  const run = id === undefined ? undefined : known.get(id);
  if (run !== undefined) return ancestry(run, known);
  throw new ResultsError({
    file: folder,
    field: `arrays[${place.array}].runs[${place.index}]`,
    found: id === undefined ? 'no such task' : `the run ${id}, which is not listed`,
    expected: 'a run of the submission',
    remedy: 'Submit the runs again: another submission took the place of this one.',
  });
}
