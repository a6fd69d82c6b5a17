import { basename, relative } from 'node:path';
import type { FailedRun } from '../store/failedRun';
import { expectedSeconds } from './runDuration';
import type { ResultsStore, StoredRuns } from '../store/resultsStore';
import { ingredientDifferences, runIdentity, type RunIngredients } from '../configuration/runIdentity';
import type { StoredRun } from '../store/storedRun';

/** What will happen to a run, and why. */
export interface PlannedRun {
  readonly id: string;
  readonly ingredients: RunIngredients;
  readonly status: 'reuse' | 'run' | 'damaged';
  /** In words, such as `no result with this id` */
  readonly reason: string;
  /** How long it will take on one worker, s; undefined where it is reused or nothing like it was measured */
  readonly expectedSeconds: number | undefined;
}

/** Says of each run whether its stored result will be used or it will be run. Nothing is run and nothing is written. */
export async function planRuns(
  store: ResultsStore,
  wanted: readonly RunIngredients[],
): Promise<PlannedRun[]> {
  const stored = new Map<string, ProfileRuns>();
  const planned: PlannedRun[] = [];
  for (const ingredients of wanted) {
    const { profile } = ingredients.configuration;
    const runs = stored.get(profile) ?? {
      ...(await store.list(profile)),
      failures: await store.failures(profile),
    };
    stored.set(profile, runs);
    planned.push(planRun(store, ingredients, runs));
  }
  return planned;
}

/** All that the store has of a profile. */
interface ProfileRuns extends StoredRuns {
  readonly failures: ReadonlyMap<string, FailedRun>;
}

function planRun(store: ResultsStore, ingredients: RunIngredients, stored: ProfileRuns): PlannedRun {
  const id = runIdentity(ingredients);
  const run = stored.runs.find((candidate) => candidate.id === id);
  if (run !== undefined) {
    const folder = `${basename(store.folder)}/${relative(store.folder, run.folder)}`;
    return {
      ...{ id, ingredients, status: 'reuse', expectedSeconds: undefined },
      reason: `reused: ${folder} from ${dayOf(run)}`,
    };
  }
  const damaged = stored.damaged.find(({ folder }) => basename(folder).startsWith(id));
  const missing = {
    id,
    ingredients,
    expectedSeconds: expectedSeconds(ingredients.configuration, stored.runs),
  };
  if (damaged !== undefined) {
    return { ...missing, status: 'damaged', reason: `damaged: ${damaged.error.message}` };
  }
  const failed = stored.failures.get(id);
  if (failed !== undefined) {
    const { field, found } = failed.problem;
    const what = [field, found].filter((part) => part !== undefined).join(': ');
    return { ...missing, status: 'run', reason: `run: failed on ${failed.failedAt.slice(0, 10)}: ${what}` };
  }
  return { ...missing, status: 'run', reason: `run: ${whyRun(ingredients, stored.runs)}` };
}

/** Names what differs from the stored run that is nearest: the one with the fewest differences, the latest of equals. */
function whyRun(ingredients: RunIngredients, runs: readonly StoredRun[]): string {
  const candidates = runs.flatMap((run) => {
    const differences = ingredientDifferences(run.ingredients, ingredients);
    return differences === undefined ? [] : [{ run, differences }];
  });
  candidates.sort(
    (a, b) =>
      a.differences.length - b.differences.length ||
      b.run.environment.finishedAt.localeCompare(a.run.environment.finishedAt),
  );
  if (candidates.length === 0) return 'no result with this configuration';
  const [{ run, differences }] = candidates;
  return `no result with this id; ${run.id} from ${dayOf(run)} differs in ${differences.join(', ')}`;
}

function dayOf({ environment }: StoredRun): string {
  return environment.finishedAt.slice(0, 10);
}
