import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { causeText } from '../../common/causeText';
import { ResultsError } from '../../common/errors';
import type { Reporter } from '../../common/reporter';
import { forgetFailure, readFailures, recordFailure, type FailedRun } from './failedRun';
import { runIdentity, runSlug, type RunIngredients } from '../configuration/runIdentity';
import { acquireRunLock } from './runLock';
import type { FinishedRun, StoredRun } from './storedRun';
import { readStoredRun, writeStoredRun } from './storedRunFiles';

/** What is found in a profile's folder: runs, and folders that cannot be read as one. */
export interface StoredRuns {
  readonly runs: readonly StoredRun[];
  readonly damaged: readonly { readonly folder: string; readonly error: ResultsError }[];
}

/** A run that {@link ResultsStore.runOnce} gave, and whether it was there before. */
export interface RunOutcome {
  readonly run: StoredRun;
  readonly reused: boolean;
}

/** Finished runs on disk, `<profile>/<id>-<slug>/` each. Several processes may use one at a time. */
export interface ResultsStore {
  readonly folder: string;
  /** @throws ResultsError when the run is there but damaged */
  find(profile: string, id: string): Promise<StoredRun | undefined>;
  list(profile: string): Promise<StoredRuns>;
  /**
   * @returns the runs of a profile that failed when they were last done, by id, with the reason
   * @throws ResultsError when a record is damaged
   */
  failures(profile: string): Promise<ReadonlyMap<string, FailedRun>>;
  /**
   * Stores a run, whole or not at all.
   * @throws ResultsError when the run is there already, or it cannot be written
   */
  save(run: FinishedRun): Promise<StoredRun>;
  /**
   * Gives the stored run with these ingredients, or does it and stores it. Of several processes that ask for the same run
   * one does it and the others wait for its result. Where it fails, the reason is recorded until it has a result.
   * @param perform - does the run; its ingredients must be those given
   * @throws ResultsError when the stored run is damaged: it is neither used nor done again over it
   */
  runOnce(ingredients: RunIngredients, perform: () => Promise<FinishedRun>): Promise<RunOutcome>;
  /**
   * Works on a run while no other process does it or works on it; of several that ask, one at a time.
   * @param id - of the run
   */
  exclusively<T>(id: string, work: () => Promise<T>): Promise<T>;
}

/**
 * Opens a results store.
 * @param folder - such as `results`; made with the first run
 * @param reporter - hears of waiting for another process
 */
export function openResultsStore(folder: string, reporter: Reporter): ResultsStore {
  const failuresOf = (profile: string) => join(folder, '.store', 'failed', profile);
  const find = (profile: string, id: string) => findRun(join(folder, profile), id);
  const locked = async <T>(id: string, action: () => Promise<T>): Promise<T> => {
    const lock = await acquireRunLock(join(folder, '.store', 'locks'), id, reporter);
    try {
      return await action();
    } finally {
      await lock.release();
    }
  };
  const write = async (run: FinishedRun): Promise<StoredRun> => {
    const { configuration } = run.ingredients;
    const id = runIdentity(run.ingredients);
    const target = join(folder, configuration.profile, `${id}-${runSlug(configuration)}`);
    await writeStoredRun(run, target, join(folder, '.store', 'unfinished'));
    await forgetFailure(failuresOf(configuration.profile), id);
    return readStoredRun(target);
  };
  return {
    folder,
    find,
    list: (profile) => listRuns(join(folder, profile)),
    failures: (profile) => readFailures(failuresOf(profile)),
    exclusively: locked,
    save(run) {
      return locked(runIdentity(run.ingredients), () => write(run));
    },
    runOnce(ingredients, perform) {
      const id = runIdentity(ingredients);
      return locked(id, async () => {
        const { profile } = ingredients.configuration;
        const stored = await find(profile, id);
        if (stored !== undefined) return { run: stored, reused: true };
        const finished = await perform().catch(async (error: unknown) => {
          await recordFailure(failuresOf(profile), ingredients, error).catch((cause: unknown) => {
            reporter.warn(`Why run ${id} failed cannot be recorded: ${causeText(cause)}`);
          });
          throw error;
        });
        checkSameRun(id, finished, folder);
        return { run: await write(finished), reused: false };
      });
    },
  };
}

async function findRun(profileFolder: string, id: string): Promise<StoredRun | undefined> {
  const name = (await runFolders(profileFolder)).find((candidate) => candidate.startsWith(`${id}-`));
  return name === undefined ? undefined : readStoredRun(join(profileFolder, name));
}

async function listRuns(profileFolder: string): Promise<StoredRuns> {
  const runs: StoredRun[] = [];
  const damaged: { folder: string; error: ResultsError }[] = [];
  for (const name of await runFolders(profileFolder)) {
    const folder = join(profileFolder, name);
    try {
      runs.push(await readStoredRun(folder));
    } catch (error) {
      if (!(error instanceof ResultsError)) throw error;
      damaged.push({ folder, error });
    }
  }
  return { runs, damaged };
}

/** Every folder beside the runs counts as one, so that a renamed or half-copied run is reported and not overlooked. */
async function runFolders(profileFolder: string): Promise<string[]> {
  try {
    const entries = await readdir(profileFolder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map(({ name }) => name)
      .sort();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new ResultsError({
      file: profileFolder,
      found: causeText(cause),
      expected: 'a folder of stored runs that can be read',
      remedy: 'Correct the permissions, or name another results folder.',
    });
  }
}

function checkSameRun(id: string, { ingredients }: FinishedRun, folder: string): void {
  const found = runIdentity(ingredients);
  if (found === id) return;
  throw new ResultsError({
    file: folder,
    field: 'ingredients',
    found: `the finished run ${found}`,
    expected: `the run ${id} that was asked for`,
    remedy: 'Return the ingredients that were given: nothing was stored.',
  });
}
