import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exampleIngredients, exampleRun } from '../../test/support/exampleRun';
import { ResultsError } from '../common/errors';
import { silentReporter } from '../common/reporter';
import type { ExperimentRun } from './configuration/experiment';
import { identifyRuns } from './execution/identifiedRuns';
import type { Laboratory } from './laboratory';
import { openResultsStore, type ResultsStore } from './store/resultsStore';
import type { PlannedRun } from './execution/runPlan';
import { storedLineage, trainAgain } from './storedLineage';
import type { StoredRun } from './store/storedRun';

let folder: string;
let store: ResultsStore;
let [start, retrained]: StoredRun[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mqat-lineage-'));
  store = openResultsStore(folder, silentReporter);
  const { configuration } = exampleIngredients;
  start = await store.save(exampleRun());
  const control = { ...configuration, role: 'control' as const, parent: start.id };
  retrained = await store.save(exampleRun({ ...exampleIngredients, configuration: control }));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the lineage of a stored run', () => {
  it('is found by a beginning of its id', async () => {
    const ids = (await storedLineage(store, 'smoke', retrained.id.slice(0, 8))).map(({ id }) => id);
    expect(ids).toEqual([retrained.id, start.id]);
    expect(await storedLineage(store, 'smoke', start.id)).toHaveLength(1);
  });

  it('is refused where no run, several, or not all are there', async () => {
    const refused = (id: string) => expect(storedLineage(store, 'smoke', id)).rejects;
    await refused('zz').toThrow(/found no run zz/);
    await refused('').toThrow(/2 runs that begin with : \w{16}, \w{16}/);
    await rm(start.folder, { recursive: true });
    await refused(retrained.id).toThrow(`found no run ${start.id}`);
  });
});

describe('weights that are missing', () => {
  const laboratoryWith = (dataHash: string) => {
    const loaded: (readonly [string[], string])[] = [];
    const plan = (runs: readonly ExperimentRun[]) =>
      Promise.resolve(
        identifyRuns(runs, { ...exampleIngredients, dataHash }).map(({ id }) => ({ id }) as PlannedRun),
      );
    const load = (runs: readonly ExperimentRun[], key: string) => {
      loaded.push([runs.map((run) => run.key), key]);
      return Promise.resolve({ dispose: () => undefined });
    };
    return { loaded, laboratory: { plan, load } as unknown as Laboratory };
  };

  it('are trained again, parents first, as the very runs that are stored', async () => {
    const { laboratory, loaded } = laboratoryWith(exampleIngredients.dataHash);
    await trainAgain(laboratory, await storedLineage(store, 'smoke', retrained.id));
    expect(loaded).toEqual([[[start.id, retrained.id], retrained.id]]);
  });

  it('are not trained where the runs would be others', async () => {
    const { laboratory, loaded } = laboratoryWith('e'.repeat(64));
    const training = trainAgain(laboratory, await storedLineage(store, 'smoke', retrained.id));
    await expect(training).rejects.toThrow(ResultsError);
    await expect(training).rejects.toThrow(start.id);
    expect(loaded).toEqual([]);
  });
});
