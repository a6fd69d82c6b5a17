import { existsSync } from 'node:fs';
import type { Reporter } from '../common/reporter';
import type { ExperimentRun } from './experiment';
import type { Executor } from './localExecutor';
import type { ResultsStore, RunOutcome } from './resultsStore';
import { runIdentity, type RunIngredients } from './runIdentity';
import type { StoredRun } from './storedRun';
import { weightsFile } from './trainingRun';
import type { Preparation } from './workerMessages';

/** What an experiment is done with. */
export interface ExperimentContext {
  readonly executor: Executor;
  readonly store: ResultsStore;
  readonly workFolder: string;
  readonly reporter: Reporter;
}

/** A run of an experiment with its full identity. */
export interface IdentifiedRun extends ExperimentRun {
  readonly id: string;
  readonly ingredients: RunIngredients;
}

/**
 * Gives every run its id, parents first.
 * @param runs - parents before those that start from them
 */
export function identifyRuns(runs: readonly ExperimentRun[], preparation: Preparation): IdentifiedRun[] {
  const { dataHash, behavioralFingerprint, engine } = preparation;
  const ids = new Map<string, string>();
  return runs.map((run) => {
    const parent = run.parentKey === undefined ? undefined : ids.get(run.parentKey);
    if (run.parentKey !== undefined && parent === undefined) {
      throw new RangeError(`run ${run.key} comes before its parent ${run.parentKey}`);
    }
    const configuration = { ...run.configuration, ...(parent !== undefined && { parent }) };
    const ingredients = { configuration, dataHash, behavioralFingerprint, engine };
    const id = runIdentity(ingredients);
    ids.set(run.key, id);
    return { ...run, configuration, ingredients, id };
  });
}

/** Does runs that are missing; what is stored is not run again. */
export interface ExperimentRunner {
  /**
   * Does all runs, as many at once as the executor has room for.
   * @param runs - parents before those that start from them
   * @returns the results by key
   */
  run(runs: readonly IdentifiedRun[]): Promise<Map<string, StoredRun>>;
  /**
   * Makes sure that the weights of a run lie in the work folder: a result can be stored without them.
   * @param runs - the run and its ancestors, parents first
   */
  ensureWeights(runs: readonly IdentifiedRun[]): Promise<void>;
}

/** Makes a runner; runs of one runner that share a parent wait for it together. */
export function createExperimentRunner({
  executor,
  store,
  workFolder,
  reporter,
}: ExperimentContext): ExperimentRunner {
  const outcomes = new Map<string, Promise<RunOutcome>>();
  const weights = new Map<string, Promise<void>>();
  const byId = new Map<string, IdentifiedRun>();
  const once = <T>(promises: Map<string, Promise<T>>, id: string, make: () => Promise<T>): Promise<T> => {
    const promise = promises.get(id) ?? make();
    promises.set(id, promise);
    return promise;
  };
  const perform = async (run: IdentifiedRun) => {
    const { parent } = run.configuration;
    if (parent !== undefined) await weightsOf(byId.get(parent)!);
    return executor.run(run.ingredients, run.title, reporter);
  };
  const outcomeOf = (run: IdentifiedRun) =>
    once(outcomes, run.id, () => store.runOnce(run.ingredients, () => perform(run)));
  const weightsOf = (run: IdentifiedRun): Promise<void> =>
    once(weights, run.id, async () => {
      await outcomeOf(run);
      if (existsSync(weightsFile(workFolder, run.id))) return;
      reporter.info(`${run.title}: the result is stored, its weights are not here; training again`);
      await perform(run);
    });
  const register = (runs: readonly IdentifiedRun[]) => {
    for (const run of runs) byId.set(run.id, run);
  };
  return {
    async run(runs) {
      register(runs);
      const settled = await Promise.allSettled(runs.map((run) => outcomeOf(run)));
      const failed = settled.find((outcome) => outcome.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
      const results = new Map<string, StoredRun>();
      for (const run of runs) results.set(run.key, (await outcomeOf(run)).run);
      return results;
    },
    async ensureWeights(runs) {
      register(runs);
      for (const run of runs) await weightsOf(run);
    },
  };
}
