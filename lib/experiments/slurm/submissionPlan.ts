import { join } from 'node:path';
import { projectRoot } from '../../common/projectRoot';
import type { ExecutorContext } from '../execution/executor';
import type { IdentifiedRun } from '../execution/identifiedRuns';
import { clusterResourcesOf, threadsOf } from '../configuration/profiles';
import type { DatasetChoice } from '../configuration/runConfiguration';
import { hasWeights } from '../run/weightScores';
import { planRuns } from '../execution/runPlan';
import { ancestry, jobArrays } from './jobArrays';
import { jobRequest } from './jobRequest';
import { jobScript } from './jobScript';
import type { SubmissionRecord } from './submissionFile';

/** What a submission is called, and how much of the cluster it takes. */
export interface SubmissionOptions {
  readonly name: string;
  /** Tasks of an array at once; as many as there is room for where it is not given */
  readonly atOnce?: number | undefined;
}

/** All that is needed to submit runs. */
export interface SubmissionPlan {
  readonly record: SubmissionRecord;
  /** Scripts of the arrays, in their order */
  readonly scripts: readonly string[];
  /** Of the job that makes the tables; undefined where a profile has none */
  readonly tablesScript: string | undefined;
}

/** Minutes that opening a data set takes at most, rendering and hashing included. */
const dataMinutes = 240;

const jobProgram = join(projectRoot, 'dist', 'scripts', 'slurmJob.js');
const ledgerProgram = join(projectRoot, 'dist', 'scripts', 'ledger.js');

/**
 * Makes job arrays of the runs that are missing, and of those that others start from and that left no weights; runs that the
 * plan refuses are named and left out. Nothing is written.
 * @param runs - each once, parents before those that start from them
 * @param folder - of the submission
 */
export async function planSubmission(
  runs: readonly IdentifiedRun[],
  { profile, store, workFolder }: Pick<ExecutorContext, 'profile' | 'store' | 'workFolder'>,
  { name, atOnce }: SubmissionOptions,
  folder: string,
): Promise<SubmissionPlan> {
  const planned = await planRuns(store, runs, workFolder);
  const known = new Map(runs.map((run) => [run.id, run]));
  const refused = planned
    .filter(({ status }) => status === 'refused')
    .map(({ id, reason }) => ({ id, reason }));
  const missing = new Set(
    planned.filter(({ status }) => status !== 'reuse' && status !== 'refused').map(({ id }) => id),
  );
  for (const { id, configuration } of [...runs].reverse()) {
    const { parent } = configuration;
    if (missing.has(id) && parent !== undefined && !hasWeights(workFolder, parent)) missing.add(parent);
  }
  const [resources, threads] = [clusterResourcesOf(profile), threadsOf(profile)];
  const requested = runs.flatMap((run, index) =>
    missing.has(run.id)
      ? [{ run, request: jobRequest(resources, threads, planned[index].expectedSeconds) }]
      : [],
  );
  const arrays = jobArrays(requested, known);
  const named = [...requested.map(({ run }) => run), ...refused.map(({ id }) => known.get(id)!)];
  const listed = new Set(named.flatMap((run) => ancestry(run, known)).map(({ id }) => id));
  return {
    record: {
      ...{ name, profile, createdAt: new Date().toISOString(), workFolder, resultsFolder: store.folder },
      runs: runs.filter(({ id }) => listed.has(id)),
      arrays: arrays.map((array) => ({ ...array, job: undefined })),
      refused,
      tablesJob: undefined,
    },
    scripts: arrays.map(({ stage, request, runs: tasks }, index) =>
      jobScript({
        ...{ name: `mqat-${profile}-${stage}`, request, folder: projectRoot },
        ...{ logFolder: logFolder(folder), logName: '%A_%a.log', tasks: tasks.length, atOnce },
        command: nodeCommand(jobProgram, 'run', folder, String(index)),
      }),
    ),
    tablesScript:
      profile === 'smoke'
        ? undefined
        : jobScript({
            name: `mqat-${profile}-tables`,
            request: { gpus: 0, cpus: 1, minutes: 30 },
            ...{ folder: projectRoot, logFolder: logFolder(folder), logName: '%j.log' },
            command: nodeCommand(ledgerProgram, '--profile', profile),
          }),
  };
}

/** @returns the script of a job that opens a data set on a node and says there what ids depend on */
export function preparationScript(
  { profile }: Pick<ExecutorContext, 'profile'>,
  choice: DatasetChoice,
  folder: string,
  answerFile: string,
): string {
  const request = jobRequest(clusterResourcesOf(profile), threadsOf(profile), undefined);
  return jobScript({
    name: `mqat-${profile}-data`,
    request: { ...request, minutes: Math.min(request.minutes, dataMinutes) },
    ...{ folder: projectRoot, logFolder: logFolder(folder), logName: '%j.log' },
    command: nodeCommand(jobProgram, 'prepare', profile, JSON.stringify(choice), answerFile),
  });
}

/** @returns the folder that jobs of a submission write their words to */
export function logFolder(folder: string): string {
  return join(folder, 'logs');
}

/** Nodes see the project and Node where this machine sees them. */
function nodeCommand(program: string, ...options: string[]): string[] {
  return [process.execPath, '--enable-source-maps', program, ...options];
}
