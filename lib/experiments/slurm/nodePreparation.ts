/*
 * Ids of runs depend on the engine, GPU or not included: what they are is found out on a node that runs are done on, with
 * what they will be given.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../../common/atomicFile';
import { EnvironmentError } from '../../common/errors';
import { isThere } from '../../common/isThere';
import { readJson } from '../../common/validation';
import { packError, unpackError, type TransportedError } from '../execution/errorTransport';
import type { ExecutorContext } from '../execution/executor';
import { profileNames, type DatasetChoice } from '../configuration/runConfiguration';
import { engineSchema } from '../store/storedRunSchemas';
import type { Preparation, WorkerAnswer } from '../execution/workerMessages';
import type { Cluster } from './slurmCommands';
import { logFolder, preparationScript } from './submissionPlan';

const count = z.number().int().min(0);
const text = z.string().min(1);
const valueSchema: z.ZodType<Preparation> = z.strictObject({
  profile: z.enum(profileNames),
  dataFolder: text,
  dataHash: text,
  images: z.strictObject({ train: count, validation: count, test: count }),
  objectCount: count,
  behavioralFingerprint: text,
  numerics: text,
  engine: engineSchema,
});
const answerSchema = z.union([
  z.strictObject({ value: valueSchema }),
  z.strictObject({ error: z.looseObject({ name: text, message: z.string() }) }),
]);

/**
 * Has a data set opened on a node, rendered where it is not there yet.
 * @param folder - of the submission
 * @throws the error that the node met; EnvironmentError when it said nothing
 */
export async function prepareOnNode(
  cluster: Cluster,
  { profile, reporter }: Pick<ExecutorContext, 'profile' | 'reporter'>,
  choice: DatasetChoice,
  folder: string,
): Promise<Preparation> {
  const name = ['prepare', choice.name, ...(choice.objects ?? [])].join('-');
  const [script, answerFile] = [join(folder, `${name}.sh`), join(folder, `${name}.json`)];
  await rm(answerFile, { force: true });
  await writeFileAtomically(script, preparationScript({ profile }, choice, folder, answerFile));
  reporter.info(`${choice.name}: opened on a node of the cluster; the job waits for its turn`);
  await cluster.submitAndWait(script);
  if (!(await isThere(answerFile))) throw noAnswer(folder);
  const answer = await readJson(answerFile, answerSchema, EnvironmentError);
  if ('error' in answer) throw unpackError(answer.error as unknown as TransportedError);
  return answer.value;
}

/** Writes what was found out on a node, or why it was not. */
export async function answerPreparation(
  answerFile: string,
  prepare: () => Promise<Preparation>,
): Promise<void> {
  const answer: WorkerAnswer<Preparation> = await prepare().then(
    (value) => ({ value }),
    (error: unknown) => ({ error: packError(error) }),
  );
  await writeFileAtomically(answerFile, JSON.stringify(answer));
}

function noAnswer(folder: string): EnvironmentError {
  return new EnvironmentError({
    file: logFolder(folder),
    field: 'the job that opens the data',
    found: 'no answer',
    expected: 'a job that runs to its end, in a folder that all nodes share',
    remedy:
      'Read its log there: the nodes need Node, the project and its set-up where this machine has them.',
  });
}
