import type { Reporter } from '../../common/reporter';
import type { ExperimentRunner } from './experimentRunner';
import type { IdentifiedRun } from './identifiedRuns';
import type { ResultsStore } from '../store/resultsStore';
import type { DatasetChoice, ProfileName } from '../configuration/runConfiguration';
import type { StoredRun } from '../store/storedRun';
import type { Workers } from './workers';
import type { Preparation } from './workerMessages';

/** Where the runs of experiments are done: in processes of this machine, or as jobs of a cluster. Results are in the store. */
export interface Executor {
  /**
   * Renders or opens the data and finds out what a run's id depends on, where runs will be done.
   * @throws DatasetError when the data are missing or broken
   */
  prepare(choice: DatasetChoice): Promise<Preparation>;
  /**
   * Hands over the runs that are missing.
   * @param runs - each once, parents before those that start from them
   */
  submit(runs: readonly IdentifiedRun[]): Promise<Submission>;
  /** Stops what was handed over: what is trained at its next step, its checkpoint written. */
  stop(): Promise<void>;
}

/** Runs that were handed over. */
export interface Submission {
  /**
   * Waits until none of them is under way.
   * @returns the results by id
   * @throws the error of the first run that failed; the results of the others are stored
   */
  collect(): Promise<ReadonlyMap<string, StoredRun>>;
}

/** What an executor may make use of. */
export interface ExecutorContext {
  readonly profile: ProfileName;
  /** Of this machine */
  readonly workers: Workers;
  /** Does runs by these workers */
  readonly runner: ExperimentRunner;
  readonly store: ResultsStore;
  /** Where weights and checkpoints lie */
  readonly workFolder: string;
  readonly reporter: Reporter;
}

/** Makes an executor for a profile. */
export type ExecutorMaker = (context: ExecutorContext) => Executor;
