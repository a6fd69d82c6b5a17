import type { Reporter } from '../../common/reporter';
import type { DatasetChoice, ProfileName } from '../configuration/runConfiguration';
import type { RunIngredients } from '../configuration/runIdentity';
import type { RunSensitivity, RunSensitivityOptions } from '../sensitivity/runSensitivity';
import type { Curve, FinishedRun } from '../store/storedRun';
import type { Preparation } from './workerMessages';

/** What does runs, one by one, on this machine. Which of them, and when, others decide. */
export interface Workers {
  /** Runs that are done at once */
  readonly room: number;
  /**
   * Renders or opens the data and finds out what a run's id depends on.
   * @throws DatasetError when the data are missing or broken
   */
  prepare(profile: ProfileName, choice: DatasetChoice, reporter: Reporter): Promise<Preparation>;
  /**
   * Does a run.
   * @param title - names the run in reports
   * @param follows - the curve of its stored result, where it is done again to start others from its weights: it fails with a
   * ResultsError at the first step that leaves the curve
   */
  run(ingredients: RunIngredients, title: string, reporter: Reporter, follows?: Curve): Promise<FinishedRun>;
  /**
   * Measures the sensitivity of a run whose weights lie in the work folder, or reads it where it was measured before.
   * @param title - names the run in reports
   */
  sensitivity(
    ingredients: RunIngredients,
    options: RunSensitivityOptions,
    title: string,
    reporter: Reporter,
  ): Promise<RunSensitivity>;
  /**
   * Stops the runs that are being trained at their next step, and those that wait for room before they begin: each fails with
   * an InterruptionError, its checkpoint written. What is not trained is waited for.
   */
  stop(): Promise<void>;
  /** Ends what was started, once runs that are being done are over. */
  close(): Promise<void>;
}
