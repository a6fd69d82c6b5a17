import { availableParallelism } from 'node:os';
import { ConfigurationError } from '../common/errors';
import type { Reporter } from '../common/reporter';
import { createExperimentRunner } from './execution/experimentRunner';
import type { Executor, ExecutorMaker, Submission } from './execution/executor';
import type { ExperimentRun } from './configuration/experiment';
import { identifyRuns, lineageOf, type IdentifiedRun } from './execution/identifiedRuns';
import { createLocalExecutor } from './execution/localExecutor';
import { threadsOf } from './configuration/profiles';
import { resultsFolderOf, workFolderOf } from './store/resultFolders';
import { openResultsStore } from './store/resultsStore';
import type { DatasetChoice, ProfileName } from './configuration/runConfiguration';
import { datasetName } from './configuration/datasetKinds';
import {
  experimentScope,
  wdrOnSwissCube,
  type ExperimentScope,
  type ExperimentSubject,
} from './configuration/experimentScope';
import { noteRunReads } from './store/resultReads';
import { planRuns, type PlannedRun } from './execution/runPlan';
import type { RunSensitivity, RunSensitivityOptions } from './sensitivity/runSensitivity';
import type { StoredRun } from './store/storedRun';
import { loadTrainedNetwork, type TrainedNetwork } from './run/trainedNetwork';
import type { Preparation } from './execution/workerMessages';
import { createWorkerProcesses } from './execution/workerProcesses';

/** A profile in which experiments can be planned, run and looked into; data sets are opened when they are first needed. */
export interface Laboratory {
  readonly profile: ProfileName;
  /**
   * Opens a subject's data set, rendering it if it is not there.
   * @param subject - WDR on SwissCube where it is not given
   * @returns what all runs on it have in common
   * @throws DatasetError when the data are missing or broken
   */
  scope(subject?: ExperimentSubject): Promise<ExperimentScope>;
  /** @returns of each run whether it will be reused or run, and why; runs nothing */
  plan(runs: readonly ExperimentRun[]): Promise<PlannedRun[]>;
  /**
   * Hands over the runs that are missing of several experiments; one that some of them share is done once.
   * @returns where they can be waited for
   */
  submit(experiments: readonly (readonly ExperimentRun[])[]): Promise<Submission>;
  /** Does the runs that are missing. @returns all results by key */
  run(runs: readonly ExperimentRun[]): Promise<Map<string, StoredRun>>;
  /**
   * Loads a trained network; trains it again if only its result was kept.
   * @param runs - the run's experiment
   * @param key - of the run
   */
  load(runs: readonly ExperimentRun[], key: string): Promise<TrainedNetwork>;
  /**
   * Measures the sensitivity of a run's network, or reads what was measured before; does the runs that are missing for it.
   * @param runs - the run's experiment
   * @param key - of the run
   */
  sensitivity(
    runs: readonly ExperimentRun[],
    key: string,
    options: RunSensitivityOptions,
  ): Promise<RunSensitivity>;
  /**
   * Stops what is being trained at its next step and keeps its checkpoint; the callers that wait for it get an
   * InterruptionError. What is asked for afterwards goes on from there.
   */
  stop(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens a profile: worker processes start when they are needed.
 * @param workers - trainings at once; by default as many as the cores have room for
 * @param makeExecutor - makes what runs are done by; they are done on this machine where it is not given. Networks are
 * loaded and measured here in any case
 * @throws ConfigurationError when there are no workers
 */
export function openLaboratory(
  profile: ProfileName,
  reporter: Reporter,
  workers?: number,
  makeExecutor: ExecutorMaker = createLocalExecutor,
): Laboratory {
  checkWorkers(workers);
  const workFolder = workFolderOf(profile);
  const threads = threadsOf(profile);
  const room = Math.max(1, Math.floor(availableParallelism() / threads));
  const processes = createWorkerProcesses({ count: workers ?? room, threads, workFolder });
  const store = openResultsStore(resultsFolderOf(profile), reporter);
  const runner = createExperimentRunner({ workers: processes, store, workFolder, reporter });
  const executor = makeExecutor({ profile, workers: processes, runner, store, workFolder, reporter });
  const prepare = preparations(executor);
  const identify = async (runs: readonly ExperimentRun[]) => {
    const choices = new Map(runs.map(({ configuration: { dataset } }) => [choiceKey(dataset), dataset]));
    if (choices.size > 1)
      throw new RangeError(`one experiment has runs on several data sets: ${[...choices.keys()].join(', ')}`);
    const [choice] = choices.values();
    if (choice === undefined) return [];
    const identified = identifyRuns(runs, await prepare(choice));
    noteRunReads(
      profile,
      identified.map(({ id }) => id),
    );
    return identified;
  };
  return {
    profile,
    async scope(subject = wdrOnSwissCube) {
      const { dataset, objects } = subject;
      const name = datasetName(profile, dataset);
      return experimentScope(profile, subject, await prepare({ name, ...(objects && { objects }) }));
    },
    plan: async (runs) => planRuns(store, await identify(runs), workFolder),
    async submit(experiments) {
      const distinct = new Map<string, IdentifiedRun>();
      for (const runs of experiments) {
        // The title of a run that several share is that of the first.
        for (const run of await identify(runs)) if (!distinct.has(run.id)) distinct.set(run.id, run);
      }
      return executor.submit([...distinct.values()]);
    },
    async run(runs) {
      const identified = await identify(runs);
      const results = await (await executor.submit(identified)).collect();
      return new Map(identified.map(({ key, id }) => [key, results.get(id)!]));
    },
    async load(runs, key) {
      const lineage = lineageOf(await identify(runs), key);
      await runner.ensureWeights(lineage);
      const { configuration, id } = lineage[lineage.length - 1];
      return loadTrainedNetwork(configuration, id, workFolder);
    },
    sensitivity: async (runs, key, options) =>
      runner.sensitivity(lineageOf(await identify(runs), key), options),
    stop: async () => {
      await Promise.all([executor.stop(), processes.stop()]);
    },
    close: () => processes.close(),
  };
}

function choiceKey({ name, objects }: DatasetChoice): string {
  return [name, ...(objects ?? [])].join(' ');
}

/** Prepares each data set once; one that could not be opened is tried again. */
function preparations(executor: Executor): (choice: DatasetChoice) => Promise<Preparation> {
  const known = new Map<string, Promise<Preparation>>();
  return (choice) => {
    const key = choiceKey(choice);
    const preparation = known.get(key) ?? executor.prepare(choice);
    known.set(key, preparation);
    preparation.catch(() => known.delete(key));
    return preparation;
  };
}

function checkWorkers(workers: number | undefined): void {
  if (workers === undefined || (Number.isInteger(workers) && workers > 0)) return;
  throw new ConfigurationError({
    field: 'workers',
    found: String(workers),
    expected: 'a whole number from 1',
    remedy: 'Say how many trainings run at once, or leave it to the number of cores.',
  });
}
