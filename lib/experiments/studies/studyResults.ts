import { canonicalJson } from '../../common/canonicalJson';
import type { ExperimentRun } from '../configuration/experiment';
import { datasetName } from '../configuration/datasetKinds';
import type { ExperimentScope, ExperimentSubject } from '../configuration/experimentScope';
import { datasetSourcesOf } from '../configuration/profiles';
import type { ProfileName, RunConfiguration } from '../configuration/runConfiguration';
import type { StoredRun } from '../store/storedRun';
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
  scope: ExperimentScope,
  stored: readonly StoredRun[],
): SeedResults[] {
  const byConfiguration = new Map<string, StoredRun>();
  const rising = [...stored].sort((a, b) => a.environment.finishedAt.localeCompare(b.environment.finishedAt));
  for (const run of rising) byConfiguration.set(canonicalJson(run.ingredients.configuration), run);
  const seeds = new Set(stored.map(({ ingredients }) => ingredients.configuration.seed));
  return [...seeds]
    .sort((a, b) => a - b)
    .map((seed) => ({ seed, results: findRuns(study.runs(scope, seed), byConfiguration) }))
    .filter(({ results }) => results.size > 0);
}

/**
 * @returns what stored runs of a subject have in common, as the laboratory would say with the data at hand; undefined where
 * none is stored
 */
export function storedScope(
  profile: ProfileName,
  { network, dataset, objects }: ExperimentSubject,
  stored: readonly StoredRun[],
): ExperimentScope | undefined {
  const { scale } = datasetSourcesOf(profile)[dataset];
  const name = datasetName(profile, dataset);
  const wanted = canonicalJson({ network, scale, name, objects: objects ?? null });
  const run = stored.find(({ ingredients: { configuration } }) => {
    const { model, dataset: found } = configuration;
    const { network: ownNetwork, scale: ownScale } = model;
    const { name: ownName, objects: ownObjects = null } = found;
    const own = { network: ownNetwork, scale: ownScale, name: ownName, objects: ownObjects };
    return configuration.profile === profile && model.modules === undefined && canonicalJson(own) === wanted;
  });
  if (run === undefined) return undefined;
  const { configuration } = run.ingredients;
  return { profile, model: configuration.model, dataset: configuration.dataset };
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
