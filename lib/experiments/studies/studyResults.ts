import { canonicalJson } from '../../common/canonicalJson';
import type { ExperimentRun, ImageCounts } from '../experiment';
import type { ProfileName, RunConfiguration } from '../runConfiguration';
import type { StoredRun } from '../storedRun';
import type { Study } from './study';

/** Results of an experiment for one seed, by key; of stored ones those that are missing are not in it. */
export interface SeedResults {
  readonly seed: number;
  readonly results: ReadonlyMap<string, StoredRun>;
}

/**
 * Finds the runs of a study among stored ones without the data or the engine at hand: by their configuration, and their
 * parent's. Of several that differ only in data, code or engine the latest is taken.
 * @returns one entry a seed of which anything is stored, in rising order
 */
export function storedStudyResults(
  study: Study,
  profile: ProfileName,
  images: ImageCounts,
  stored: readonly StoredRun[],
): SeedResults[] {
  const byConfiguration = new Map<string, StoredRun>();
  const rising = [...stored].sort((a, b) => a.environment.finishedAt.localeCompare(b.environment.finishedAt));
  for (const run of rising) byConfiguration.set(canonicalJson(run.ingredients.configuration), run);
  const seeds = new Set(stored.map(({ ingredients }) => ingredients.configuration.seed));
  return [...seeds]
    .sort((a, b) => a - b)
    .map((seed) => ({ seed, results: findRuns(study.runs(profile, images, seed), byConfiguration) }))
    .filter(({ results }) => results.size > 0);
}

function findRuns(
  runs: readonly ExperimentRun[],
  byConfiguration: ReadonlyMap<string, StoredRun>,
): Map<string, StoredRun> {
  const found = new Map<string, StoredRun>();
  for (const { key, parentKey, configuration } of runs) {
    const parent = parentKey === undefined ? undefined : found.get(parentKey);
    if (parentKey !== undefined && parent === undefined) continue;
    const wanted: RunConfiguration = { ...configuration, ...(parent !== undefined && { parent: parent.id }) };
    const run = byConfiguration.get(canonicalJson(wanted));
    if (run !== undefined) found.set(key, run);
  }
  return found;
}
