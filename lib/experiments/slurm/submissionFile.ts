/*
 * What was submitted, as a file beside the jobs' scripts: the only thing that jobs, `--status` and `--collect` have to know.
 */
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../../common/atomicFile';
import { ConfigurationError, ResultsError } from '../../common/errors';
import { projectRoot } from '../../common/projectRoot';
import { readJson } from '../../common/validation';
import type { IdentifiedRun } from '../execution/identifiedRuns';
import type { PlannedRun } from '../execution/runPlan';
import { profileNames, type ProfileName } from '../configuration/runConfiguration';
import { runIdentity } from '../configuration/runIdentity';
import { parseRunConfiguration } from '../configuration/runParsing';
import { configSchema } from '../store/storedRunSchemas';
import type { JobArray } from './jobArrays';

/** A job array with its job's id, once Slurm has given one. */
export interface SubmittedArray extends JobArray {
  readonly job: string | undefined;
}

/** Runs that were handed to a cluster together. */
export interface SubmissionRecord {
  readonly name: string;
  readonly profile: ProfileName;
  /** ISO 8601 */
  readonly createdAt: string;
  readonly workFolder: string;
  readonly resultsFolder: string;
  /** Those that are to be done or refused, and what they start from, parents first */
  readonly runs: readonly IdentifiedRun[];
  readonly arrays: readonly SubmittedArray[];
  /** Missing runs that were not submitted, since they would start from other weights than their controls */
  readonly refused: readonly Pick<PlannedRun, 'id' | 'reason'>[];
  /** The job that makes the tables once all others have ended */
  readonly tablesJob: string | undefined;
}

/** Folder of the project that submissions lie in. */
export const submissionsFolder = join(projectRoot, 'runs', 'slurm');

const text = z.string().min(1);
const count = z.number().int().min(0);
const schema = z.strictObject({
  name: text,
  profile: z.enum(profileNames),
  createdAt: z.iso.datetime(),
  workFolder: text,
  resultsFolder: text,
  runs: z.array(configSchema.extend({ title: text })),
  arrays: z.array(
    z.strictObject({
      stage: z.enum(['pre-training', 'probes', 'flow']),
      request: z.strictObject({ gpus: count, cpus: count.min(1), minutes: count.min(1) }),
      after: z.strictObject({ array: count, index: count }).exactOptional(),
      runs: z.array(text).min(1),
      job: text.exactOptional(),
    }),
  ),
  refused: z.array(z.strictObject({ id: text, reason: text })),
  tablesJob: text.exactOptional(),
});

/**
 * @returns the folder of a submission
 * @throws ConfigurationError when the name is no plain word
 */
export function submissionFolder(name: string, root = submissionsFolder): string {
  if (/^\w[\w.-]*$/.test(name)) return join(root, name);
  throw new ConfigurationError({
    field: '--name',
    found: JSON.stringify(name),
    expected: 'letters, digits, dots, dashes and underscores',
    remedy: 'Give the submission another name.',
  });
}

/** @returns the file in a submission's folder that says what was submitted */
export function submissionFile(folder: string): string {
  return join(folder, 'submission.json');
}

/** Writes what was submitted, or is about to be. */
export async function writeSubmission(folder: string, submission: SubmissionRecord): Promise<void> {
  const runs = submission.runs.map(({ id, title, ingredients }) => ({ id, title, ...ingredients }));
  const content = JSON.stringify({ ...submission, runs }, undefined, 1);
  await writeFileAtomically(submissionFile(folder), `${content}\n`);
}

/**
 * Reads what was submitted.
 * @throws ResultsError when there is no such submission, or its file is damaged
 */
export async function readSubmission(folder: string): Promise<SubmissionRecord> {
  const file = submissionFile(folder);
  const { runs, arrays, tablesJob, ...rest } = await readJson(file, schema, ResultsError);
  return {
    ...rest,
    tablesJob,
    arrays: arrays.map(({ after, job, ...array }) => ({ ...array, after, job })),
    runs: runs.map(({ id, title, configuration: unchecked, ...shared }) => {
      const configuration = parseRunConfiguration(unchecked, file);
      const ingredients = { configuration, ...shared };
      if (runIdentity(ingredients) !== id) throw otherRun(file, id, runIdentity(ingredients));
      return { key: id, id, title, configuration, ingredients };
    }),
  };
}

function otherRun(file: string, stated: string, found: string): ResultsError {
  return new ResultsError({
    file,
    field: `runs, id ${stated}`,
    found: `a run that has the id ${found}`,
    expected: "the hash of the run's ingredients",
    remedy: 'The file is damaged: submit the runs again.',
  });
}
