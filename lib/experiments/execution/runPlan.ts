import { basename, relative } from 'node:path';
import type { FailedRun } from '../store/failedRun';
import { hasWeights } from '../run/weightScores';
import type { IdentifiedRun } from './identifiedRuns';
import { numericsDifference } from '../run/otherStart';
import { expectedSeconds } from './runDuration';
import type { ResultsStore, StoredRuns } from '../store/resultsStore';
import { ingredientDifferences, runIdentity, type RunIngredients } from '../configuration/runIdentity';
import type { StoredRun } from '../store/storedRun';

/** What will happen to a run, and why. */
export interface PlannedRun {
  readonly id: string;
  readonly ingredients: RunIngredients;
  readonly status: 'reuse' | 'run' | 'damaged' | 'refused';
  /** In words, such as `no result with this id` */
  readonly reason: string;
  /** How long it will take on one worker, s; undefined where it is reused or nothing like it was measured */
  readonly expectedSeconds: number | undefined;
}

type WantedRun = Pick<IdentifiedRun, 'ingredients' | 'numerics'>;

/**
 * Says of each run whether its stored result will be used or it will be run. Nothing is run and nothing is written.
 * @param wanted - parents before those that start from them
 * @param workFolder - where weights lie
 */
export async function planRuns(
  store: ResultsStore,
  wanted: readonly WantedRun[],
  workFolder: string,
): Promise<PlannedRun[]> {
  const stored = new Map<string, ProfileRuns>();
  const refused = new Set<string>();
  const planned: PlannedRun[] = [];
  for (const run of wanted) {
    const { profile } = run.ingredients.configuration;
    const runs = stored.get(profile) ?? {
      ...(await store.list(profile)),
      failures: await store.failures(profile),
    };
    stored.set(profile, runs);
    const plan = planRun(store, run.ingredients, runs);
    const refusal =
      plan.status === 'run' ? startRefusal(run, { refused, stored: runs.runs, workFolder }) : undefined;
    if (refusal !== undefined) refused.add(plan.id);
    planned.push(
      refusal === undefined ? plan : { ...plan, status: 'refused', reason: `refused: ${refusal}` },
    );
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

/** Says why a run would not start from what its controls started from, where that is known without training. */
function startRefusal(
  { ingredients: { configuration }, numerics }: WantedRun,
  { refused, stored, workFolder }: { refused: Set<string>; stored: readonly StoredRun[]; workFolder: string },
): string | undefined {
  const { parent } = configuration;
  if (parent === undefined) return undefined;
  if (refused.has(parent)) return `it starts from ${parent}`;
  const start = stored.find(({ id }) => id === parent);
  if (start === undefined || hasWeights(workFolder, parent)) return undefined;
  const how = numericsDifference(start, numerics);
  return how && `the weights of ${parent}, which it starts from, are not here, and this machine ${how}`;
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
