/* Entry of a worker process: opens data and TensorFlow once, then does the runs that it is given. */
import { worker, workerEmit } from 'workerpool';
import type { PnpSolver } from '../geometry/pnp';
import { loadPnpSolver } from '../geometry/pnp';
import { describeEngine, tensorflowVersion } from '../tensor/engine';
import { behavioralFingerprint } from './behavior';
import { packError } from './errorTransport';
import { holdInMemory, openExperimentData, type ExperimentData } from './experimentData';
import type { EngineIdentity } from './runIdentity';
import type { ProfileName } from './runConfiguration';
import { performRun } from './trainingRun';
import type { WorkerAnswer, WorkerEvent, WorkerMethods } from './workerMessages';
import { sendingReporter } from './workerReporter';

const reporter = sendingReporter((event: WorkerEvent) => {
  workerEmit(event);
});

let solver: Promise<PnpSolver> | undefined;
let held: { profile: ProfileName; data: Promise<ExperimentData> } | undefined;

const methods: WorkerMethods = {
  prepare: (profile) =>
    answer(async () => {
      const data = await openExperimentData(profile, reporter);
      const { train, validation, test } = data.splits;
      return {
        profile,
        dataFolder: data.folder,
        dataHash: data.hash,
        images: {
          train: train.samples.length,
          validation: validation.samples.length,
          test: test.samples.length,
        },
        behavioralFingerprint: await behavioralFingerprint(),
        engine: engineIdentity(),
      };
    }),
  run: (ingredients, workFolder) =>
    answer(async () => {
      const { profile } = ingredients.configuration;
      if (held?.profile !== profile) held = { profile, data: openHeld(profile) };
      solver ??= loadPnpSolver();
      return performRun(ingredients, { data: await held.data, solver: await solver, workFolder, reporter });
    }),
};

async function openHeld(profile: ProfileName): Promise<ExperimentData> {
  return holdInMemory(await openExperimentData(profile, reporter), reporter);
}

function engineIdentity(): EngineIdentity {
  const { device, threads } = describeEngine();
  return { mode: 'graph', device, threads, tensorflow: tensorflowVersion() };
}

async function answer<T>(work: () => Promise<T>): Promise<WorkerAnswer<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error: packError(error) };
  }
}

worker({ ...methods });
