import type { ExperimentRun } from '../configuration/experiment';
import { checkParent } from '../run/quantizedParent';
import { parseRunConfiguration } from '../configuration/runParsing';
import { runIdentity, type RunIngredients } from '../configuration/runIdentity';
import type { Preparation } from './workerMessages';

/** A run of an experiment with its full identity. */
export interface IdentifiedRun extends ExperimentRun {
  readonly id: string;
  readonly ingredients: RunIngredients;
  /** Digest of what this machine computes, to the last bit, where it is known */
  readonly numerics?: string | undefined;
}

/**
 * Gives every run its id, parents first.
 * @param runs - parents before those that start from them
 * @throws ConfigurationError naming the run and the field when a configuration cannot be run, or would change what its parent
 * quantized
 */
export function identifyRuns(
  runs: readonly ExperimentRun[],
  preparation: Pick<Preparation, 'dataHash' | 'behavioralFingerprint' | 'engine'> &
    Partial<Pick<Preparation, 'numerics'>>,
): IdentifiedRun[] {
  const { dataHash, behavioralFingerprint, engine, numerics } = preparation;
  const known = new Map<string, IdentifiedRun>();
  return runs.map((run) => {
    if (known.has(run.key)) throw new RangeError(`two runs of one experiment have the key ${run.key}`);
    const parent = run.parentKey === undefined ? undefined : known.get(run.parentKey);
    if (run.parentKey !== undefined && parent === undefined) {
      throw new RangeError(`run ${run.key} comes before its parent ${run.parentKey}`);
    }
    const wanted = { ...run.configuration, ...(parent !== undefined && { parent: parent.id }) };
    const configuration = parseRunConfiguration(wanted, `run ${run.key}`);
    if (parent !== undefined) checkParent(configuration, parent.configuration, `run ${run.key}`);
    const ingredients = { configuration, dataHash, behavioralFingerprint, engine };
    const id = runIdentity(ingredients);
    const identified = { ...run, configuration, ingredients, id, numerics };
    known.set(run.key, identified);
    return identified;
  });
}

/**
 * @param runs - an experiment
 * @param key - of one of its runs
 * @returns the run and its ancestors, oldest first
 */
export function lineageOf(runs: readonly IdentifiedRun[], key: string): IdentifiedRun[] {
  const run = runs.find((candidate) => candidate.key === key);
  if (run === undefined) throw new RangeError(`no run ${key} in this experiment`);
  return run.parentKey === undefined ? [run] : [...lineageOf(runs, run.parentKey), run];
}
