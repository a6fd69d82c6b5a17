import { rm } from 'node:fs/promises';
import pLimit from 'p-limit';
import { causeText } from '../../common/causeText';
import { InterruptionError } from '../../common/errors';
import type { Reporter } from '../../common/reporter';
import type { Workers } from './workers';
import type { IdentifiedRun } from './identifiedRuns';
import type { ResultsStore } from '../store/resultsStore';
import type { RunSensitivity, RunSensitivityOptions } from '../sensitivity/runSensitivity';
import { numericsDifference, otherStart } from '../run/otherStart';
import { runFailure } from './runFailure';
import { checkpointFile } from '../run/runFiles';
import { hasWeights, weightDifferences, writeWeightScores } from '../run/weightScores';
import type { Curve, StoredRun } from '../store/storedRun';

/** What an experiment is done with. */
export interface ExperimentContext {
  readonly workers: Workers;
  readonly store: ResultsStore;
  readonly workFolder: string;
  readonly reporter: Reporter;
}

/** Does runs that are missing; what is stored is not run again. */
export interface ExperimentRunner {
  /**
   * Does all runs, as many at once as the workers have room for. A run that fails does not stop the others: their results
   * are stored before its error is thrown.
   * @param runs - parents before those that start from them
   * @returns the results by key
   */
  run(runs: readonly IdentifiedRun[]): Promise<Map<string, StoredRun>>;
  /**
   * Makes sure that the weights of a run lie in the work folder: a result can be stored without them.
   * @param runs - the run and its ancestors, parents first
   */
  ensureWeights(runs: readonly IdentifiedRun[]): Promise<void>;
  /**
   * Measures a run's network, or reads what was measured before; what is missing for it is run first.
   * @param runs - the run and its ancestors, parents first
   */
  sensitivity(runs: readonly IdentifiedRun[], options: RunSensitivityOptions): Promise<RunSensitivity>;
}

/** Makes a runner; experiments of one runner share its room, and wait together for a run that both need. */
export function createExperimentRunner({
  workers,
  store,
  workFolder,
  reporter,
}: ExperimentContext): ExperimentRunner {
  const known = new Map<string, IdentifiedRun>();
  const withRoom = pLimit(workers.room);
  /** Who is looked for first waits for room first. */
  const oneByOne = pLimit(1);
  const register = (runs: readonly IdentifiedRun[]) => {
    for (const run of runs) known.set(run.id, run);
  };
  const perform = async (run: IdentifiedRun, follows?: Curve) => {
    const finished = await workers.run(run.ingredients, titleOf(run), reporter, follows);
    await writeWeightScores(workFolder, run.id, finished);
    return finished;
  };

  /** Works once there is room, and names the run in whatever goes wrong. */
  const inTurn = <T>(run: IdentifiedRun, work: () => Promise<T>): Promise<T> =>
    withRoom(async () => {
      try {
        return await work();
      } catch (error) {
        throw runFailure(titleOf(run), error);
      }
    });

  const parentOf = ({ configuration: { parent } }: IdentifiedRun) =>
    parent === undefined ? undefined : known.get(parent)!;

  /** A parent's weights come first, and no lock or room is held while they are waited for. */
  const startAt = async (parent: IdentifiedRun) => {
    const stored = await resultOf(parent);
    const refuse = (how: string) => runFailure(titleOf(parent), otherStart(how));
    const foreseen = hasWeights(workFolder, parent.id)
      ? undefined
      : numericsDifference(stored, parent.numerics);
    if (foreseen !== undefined) throw refuse(foreseen);
    const differences = await startWeightsOf(parent);
    if (differences.length > 0) throw refuse(`scores otherwise: ${differences.join('; ')}`);
  };

  const resultOf = shared(async (run) => {
    const stored = await oneByOne(() => store.find(run.configuration.profile, run.id));
    if (stored !== undefined) return stored;
    const parent = parentOf(run);
    if (parent !== undefined) await startAt(parent);
    const outcome = await inTurn(run, () => store.runOnce(run.ingredients, () => perform(run)));
    await rm(checkpointFile(workFolder, run.id), { force: true });
    return outcome.run;
  });

  /** Resolves to what tells the weights from those of the stored result, which a start may not leave. */
  const weightsAs = (use: 'look' | 'start') =>
    shared(async (run): Promise<string[]> => {
      const stored = await resultOf(run);
      if (!hasWeights(workFolder, run.id)) {
        const parent = parentOf(run);
        if (parent !== undefined) await (use === 'start' ? startAt(parent) : weightsOf(parent));
        await inTurn(run, () =>
          store.exclusively(run.id, async () => {
            if (hasWeights(workFolder, run.id)) return;
            reporter.info(`${titleOf(run)}: the result is stored, its weights are not here; training again`);
            await perform(run, use === 'start' ? stored.curve : undefined);
          }),
        );
        await rm(checkpointFile(workFolder, run.id), { force: true });
      }
      return weightDifferences(workFolder, stored);
    });
  const weightsOf = weightsAs('look');
  const startWeightsOf = weightsAs('start');

  const ensureWeights = async (runs: readonly IdentifiedRun[]) => {
    register(runs);
    for (const run of runs) {
      const differences = await weightsOf(run);
      if (differences.length === 0) continue;
      reporter.warn(
        `${titleOf(run)}: trained again, it does not score as its stored result does: ${differences.join('; ')}`,
      );
    }
  };

  return {
    async run(runs) {
      register(runs);
      const settled = await Promise.allSettled(runs.map((run) => resultOf(run)));
      throwFirst(settled, reporter);
      const results = settled.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
      return new Map(runs.map(({ key }, index) => [key, results[index]]));
    },
    ensureWeights,
    async sensitivity(runs, options) {
      await ensureWeights(runs);
      const run = runs[runs.length - 1];
      return inTurn(run, () =>
        store.exclusively(run.id, () =>
          workers.sensitivity(run.ingredients, options, titleOf(run), reporter),
        ),
      );
    },
  };
}

function titleOf({ title, configuration }: IdentifiedRun): string {
  return `${title}, seed ${configuration.seed}`;
}

/** Makes callers that ask for the same run while it is being worked on wait for the same answer. */
function shared<T>(work: (run: IdentifiedRun) => Promise<T>): (run: IdentifiedRun) => Promise<T> {
  const underWay = new Map<string, Promise<T>>();
  return (run) => {
    const promise = underWay.get(run.id) ?? work(run).finally(() => underWay.delete(run.id));
    underWay.set(run.id, promise);
    return promise;
  };
}

/**
 * Throws the first failure; others are reported, each once: runs fail with their parent's error too. Of a stop all runs are
 * told that were not done, and none needs to say so again.
 */
function throwFirst(settled: readonly PromiseSettledResult<unknown>[], reporter: Reporter): void {
  const [first, ...others] = new Set(
    settled.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : [])),
  );
  for (const error of others) if (!(error instanceof InterruptionError)) reporter.warn(causeText(error));
  if (first !== undefined) throw first;
}
