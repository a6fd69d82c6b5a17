import { ResultsError } from '../common/errors';
import type { ExperimentRun } from './configuration/experiment';
import type { Laboratory } from './laboratory';
import type { ResultsStore } from './store/resultsStore';
import { runSlug } from './configuration/runIdentity';
import type { StoredRun } from './store/storedRun';

/**
 * Finds a stored run and those that it started from.
 * @param id - its id, or a beginning of it that no other run of the profile has
 * @returns the run, the one that it started from, and so on
 * @throws ResultsError when there is no such run or several, or one that it started from is missing
 */
export async function storedLineage(store: ResultsStore, profile: string, id: string): Promise<StoredRun[]> {
  const runs: StoredRun[] = [];
  for (let next: string | undefined = await wholeId(store, profile, id); next !== undefined;) {
    const run: StoredRun | undefined = await store.find(profile, next);
    if (run === undefined) {
      throw new ResultsError({
        file: store.folder,
        field: profile,
        found: `no run ${next}`,
        expected: `every run that ${runs[0].id} started from`,
        remedy: 'Bring its folder back, or do the run again.',
      });
    }
    runs.push(run);
    next = run.ingredients.configuration.parent;
  }
  return runs;
}

/**
 * Trains the weights of a stored run, and of those that it started from, where only results were kept.
 * @param lineage - as {@link storedLineage} gives it
 * @throws ResultsError when a run would not be the same here: its data, the code or the engine are others
 */
export async function trainAgain(laboratory: Laboratory, lineage: readonly StoredRun[]): Promise<void> {
  const experiment = [...lineage].reverse().map(toExperimentRun);
  const planned = await laboratory.plan(experiment);
  const other = experiment.findIndex(({ key }, index) => planned[index].id !== key);
  if (other >= 0) {
    throw new ResultsError({
      run: experiment[other].key,
      field: 'id',
      found: `${planned[other].id}, by the data, code and engine of this machine`,
      expected: experiment[other].key,
      remedy:
        'Train it where its data, code and engine are those of its result, or export the run that is its like here.',
    });
  }
  const { dispose } = await laboratory.load(experiment, lineage[0].id);
  dispose();
}

function toExperimentRun({ id, ingredients: { configuration } }: StoredRun): ExperimentRun {
  const { parent } = configuration;
  return { key: id, title: runSlug(configuration), configuration, ...(parent && { parentKey: parent }) };
}

async function wholeId(store: ResultsStore, profile: string, id: string): Promise<string> {
  if ((await store.find(profile, id)) !== undefined) return id;
  const ids = (await store.list(profile)).runs.map((run) => run.id).filter((one) => one.startsWith(id));
  if (ids.length === 1) return ids[0];
  throw new ResultsError({
    file: store.folder,
    field: profile,
    found: ids.length === 0 ? `no run ${id}` : `${ids.length} runs that begin with ${id}: ${ids.join(', ')}`,
    expected: 'the id of a finished run, or a beginning of it that no other has',
    remedy: 'Name a run of this profile: its id is the beginning of its folder.',
  });
}
