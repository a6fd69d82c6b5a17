/* Entry of a worker process: opens data and TensorFlow once, then does the runs that it is given, or measures them. */
import { constants } from 'node:os';
import { worker, workerEmit } from 'workerpool';
import { EnvironmentError } from '../../common/errors';
import type { PnpSolver } from '../../geometry/pnp';
import { loadPnpSolver } from '../../geometry/pnp';
import { codeBehavior, type CodeBehavior } from '../run/behavior';
import { engineIdentity } from '../run/engineIdentity';
import { packError } from './errorTransport';
import { holdInMemory, openExperimentData, type ExperimentData } from '../run/experimentData';
import { ingredientDifferences, runIdentity, type RunIngredients } from '../configuration/runIdentity';
import type { DatasetChoice, ProfileName } from '../configuration/runConfiguration';
import { runSensitivity } from '../sensitivity/runSensitivity';
import { performRun } from '../run/trainingRun';
import type { Preparation, WorkerAnswer, WorkerEvent, WorkerMethods } from './workerMessages';
import { sendingReporter } from './workerReporter';

const reporter = sendingReporter((event: WorkerEvent) => {
  workerEmit(event);
});

let behavior: Promise<CodeBehavior> | undefined;
let solver: Promise<PnpSolver> | undefined;
/** One data set at a time, however many runs are done. */
let held: { key: string; data: ExperimentData; inMemory: boolean } | undefined;

let running: AbortController | undefined;
// An interrupt stops the run that is trained at its next step; it does not end the process. Where jobs are managed the whole
// group of processes is told by SIGTERM.
process.on('SIGINT', () => running?.abort());
process.on('SIGTERM', () => {
  if (running === undefined) process.exit(128 + constants.signals.SIGTERM);
  running.abort();
});

const methods: WorkerMethods = {
  prepare: (profile, choice) => answer(() => prepare(profile, choice)),
  run: (ingredients, workFolder, follows) =>
    answer(async () => {
      const { profile, dataset } = ingredients.configuration;
      const { signal } = (running = new AbortController());
      workerEmit({ kind: 'process', pid: process.pid } satisfies WorkerEvent);
      const preparation = await prepare(profile, dataset);
      checkIdentity(ingredients, preparation);
      solver ??= loadPnpSolver();
      return performRun(ingredients, {
        data: await dataInMemory(profile, dataset),
        solver: await solver,
        workFolder,
        reporter,
        signal,
        numerics: preparation.numerics,
        ...(follows && { follows }),
      });
    }).finally(() => (running = undefined)),
  sensitivity: (ingredients, options, workFolder) =>
    answer(async () => {
      const { configuration } = ingredients;
      const { profile, dataset } = configuration;
      checkIdentity(ingredients, await prepare(profile, dataset));
      const data = await openData(profile, dataset);
      const run = { id: runIdentity(ingredients), configuration };
      return runSensitivity(run, { data, workFolder, reporter }, options);
    }),
};

async function prepare(profile: ProfileName, choice: DatasetChoice): Promise<Preparation> {
  const { folder, hash, splits } = await openData(profile, choice);
  const { train, validation, test } = splits;
  behavior ??= codeBehavior();
  const { fingerprint, numerics } = await behavior;
  return {
    profile,
    dataFolder: folder,
    dataHash: hash,
    images: {
      train: train.samples.length,
      validation: validation.samples.length,
      test: test.samples.length,
    },
    objectCount: train.objects.length,
    behavioralFingerprint: fingerprint,
    numerics,
    engine: engineIdentity(),
  };
}

async function openData(profile: ProfileName, choice: DatasetChoice): Promise<ExperimentData> {
  const key = JSON.stringify([profile, choice.name, choice.objects]);
  if (held?.key !== key) {
    held = undefined;
    held = {
      key,
      data: await openExperimentData(profile, reporter, choice),
      inMemory: false,
    };
  }
  return held.data;
}

async function dataInMemory(profile: ProfileName, choice: DatasetChoice): Promise<ExperimentData> {
  const data = await openData(profile, choice);
  if (held === undefined || held.inMemory) return data;
  held = { ...held, data: await holdInMemory(data, reporter), inMemory: true };
  return held.data;
}

/** A process that starts late may find other code or data than those that the run was identified with. */
function checkIdentity(
  wanted: RunIngredients,
  { dataHash, behavioralFingerprint, engine }: Preparation,
): void {
  const own = { ...wanted, dataHash, behavioralFingerprint, engine };
  const differences = ingredientDifferences(wanted, own) ?? [];
  if (differences.length === 0) return;
  throw new EnvironmentError({
    field: 'worker process',
    found: `other ingredients than the run was identified with: ${differences.join(', ')}`,
    expected: 'the same code, data and engine from the plan to the last run',
    remedy: 'Leave code and data alone while runs are done, then start again: the runs get other ids.',
  });
}

async function answer<T>(work: () => Promise<T>): Promise<WorkerAnswer<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error: packError(error) };
  }
}

worker({ ...methods });
