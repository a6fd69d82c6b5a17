import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ResultsError } from '../../common/errors';
import type { Reporter } from '../../common/reporter';
import type { Submission } from '../execution/executor';
import { openResultsStore } from '../store/resultsStore';
import type { StoredRun } from '../store/storedRun';
import type { Cluster } from './slurmCommands';
import { runStatuses, type RunStatus } from './runStatus';
import { readSubmission, type SubmissionRecord } from './submissionFile';
import { logFolder } from './submissionPlan';
import { readTaskRecord, type TaskRecord } from './taskRecord';

/** Runs that a cluster has been given. */
export interface SlurmSubmission extends Submission {
  /** @returns where each run stands */
  status(): Promise<RunStatus[]>;
}

/** Milliseconds between two questions to Slurm. */
const usualPollInterval = 10_000;

/**
 * Opens what was submitted, by this process or another.
 * @param folder - of the submission
 * @throws ResultsError when nothing was submitted there
 */
export async function openSlurmSubmission(
  folder: string,
  cluster: Pick<Cluster, 'queue'>,
  reporter: Reporter,
  pollInterval = usualPollInterval,
): Promise<SlurmSubmission> {
  const submission = await readSubmission(folder);
  const store = openResultsStore(submission.resultsFolder, reporter);
  const status = async () => {
    // First the queue: what leaves it in between is found in the store.
    const queue = await cluster.queue();
    const { runs } = await store.list(submission.profile);
    const stored = new Set(runs.map(({ id }) => id));
    const logOf = (task: string) => join(logFolder(folder), `${task}.log`);
    return runStatuses(submission, { queue, stored, logOf, records: await readRecords(folder, submission) });
  };
  return {
    status,
    async collect() {
      const statuses = await untilEnded(status, reporter, pollInterval);
      const [failure, ...others] = statuses
        .filter(({ state }) => state === 'failed')
        .map(({ title, detail }) => ({ run: title, found: `no result: it ${detail}`, ...collectRemedy }));
      for (const problem of others) reporter.warn(new ResultsError(problem).message);
      if (failure !== undefined) throw new ResultsError(failure);
      const results = new Map<string, StoredRun>();
      for (const { id } of submission.runs) {
        const run = await store.find(submission.profile, id);
        if (run !== undefined) results.set(id, run);
      }
      return results;
    },
  };
}

const collectRemedy = {
  expected: 'a stored result',
  remedy: 'Submit again: what is stored is not run again, and what was begun goes on from its checkpoint.',
};

/** A shared folder may show a result a moment after its task has left the queue: what is missing is looked for twice. */
async function untilEnded(
  status: () => Promise<RunStatus[]>,
  reporter: Reporter,
  pollInterval: number,
): Promise<RunStatus[]> {
  let progress: ReturnType<Reporter['progress']> | undefined;
  let missedBefore = false;
  try {
    for (;;) {
      const statuses = await status();
      const count = (state: RunStatus['state']) => statuses.filter((run) => run.state === state).length;
      const [done, failed, running] = [count('done'), count('failed'), count('running')];
      progress ??= reporter.progress('runs on the cluster', statuses.length, 'runs');
      progress.update(done, { running, failed });
      if (done === statuses.length) return statuses;
      const ended = done + failed === statuses.length;
      if (ended && missedBefore) return statuses;
      missedBefore = ended;
      await delay(pollInterval);
    }
  } finally {
    progress?.finish();
  }
}

async function readRecords(folder: string, { arrays }: SubmissionRecord): Promise<Map<string, TaskRecord>> {
  const records = new Map<string, TaskRecord>();
  for (const id of arrays.flatMap(({ runs }) => runs)) {
    const record = await readTaskRecord(folder, id);
    if (record !== undefined) records.set(id, record);
  }
  return records;
}
