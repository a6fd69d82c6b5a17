import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../common/projectRoot';
import type { Reporter } from '../common/reporter';
import { createExperimentRunner, identifyRuns, type IdentifiedRun } from './experimentRunner';
import type { ExperimentRun } from './experiment';
import { createLocalExecutor } from './localExecutor';
import { profileNamed } from './profiles';
import { openResultsStore } from './resultsStore';
import type { ProfileName } from './runConfiguration';
import { planRuns, type PlannedRun } from './runPlan';
import type { StoredRun } from './storedRun';
import { loadTrainedNetwork, type TrainedNetwork } from './trainedNetwork';
import type { Preparation } from './workerMessages';

/** A profile made ready: its data are there, and experiments can be planned, run and looked into. */
export interface Laboratory {
  readonly preparation: Preparation;
  /** @returns of each run whether it will be reused or run, and why; runs nothing */
  plan(runs: readonly ExperimentRun[]): Promise<PlannedRun[]>;
  /** Does the runs that are missing. @returns all results by key */
  run(runs: readonly ExperimentRun[]): Promise<Map<string, StoredRun>>;
  /**
   * Loads a trained network; trains it again if only its result was kept.
   * @param runs - the run's experiment
   * @param key - of the run
   */
  load(runs: readonly ExperimentRun[], key: string): Promise<TrainedNetwork>;
  close(): Promise<void>;
}

/** Weights, checkpoints and event files of a profile; large, and not kept in git. */
export function workFolderOf(profile: ProfileName): string {
  return join(projectRoot, 'runs', profile);
}

/** Results that are kept; those of the smoke profile are nobody's and stay beside its weights. */
export function resultsFolderOf(profile: ProfileName): string {
  return profile === 'smoke' ? join(projectRoot, 'runs', 'results') : join(projectRoot, 'results');
}

/**
 * Opens a profile: renders its data if they are not there, finds out what the code does, and starts worker processes.
 * @param workers - trainings at once; by default as many as the cores have room for
 */
export async function openLaboratory(
  profile: ProfileName,
  reporter: Reporter,
  workers?: number,
): Promise<Laboratory> {
  const workFolder = workFolderOf(profile);
  const { threads } = profileNamed(profile, 1);
  const room = Math.max(1, Math.floor(availableParallelism() / threads));
  const executor = createLocalExecutor({ workers: workers ?? room, threads, workFolder });
  const store = openResultsStore(resultsFolderOf(profile), reporter);
  const preparation = await executor.prepare(profile, reporter);
  const runner = createExperimentRunner({ executor, store, workFolder, reporter });
  const identify = (runs: readonly ExperimentRun[]) => identifyRuns(runs, preparation);
  return {
    preparation,
    plan: (runs) =>
      planRuns(
        store,
        identify(runs).map(({ ingredients }) => ingredients),
      ),
    run: (runs) => runner.run(identify(runs)),
    async load(runs, key) {
      const line = lineage(identify(runs), key);
      await runner.ensureWeights(line);
      const run = line[line.length - 1];
      return loadTrainedNetwork(run.configuration, run.id, workFolder);
    },
    close: () => executor.close(),
  };
}

/** The run and its ancestors, oldest first. */
function lineage(runs: readonly IdentifiedRun[], key: string): IdentifiedRun[] {
  const run = runs.find((candidate) => candidate.key === key);
  if (run === undefined) throw new RangeError(`no run ${key} in this experiment`);
  return run.parentKey === undefined ? [run] : [...lineage(runs, run.parentKey), run];
}
