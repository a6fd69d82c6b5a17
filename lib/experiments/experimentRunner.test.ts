import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exampleIngredients, exampleRun } from '../../test/support/exampleRun';
import { silentReporter } from '../common/reporter';
import { createExperimentRunner, identifyRuns, type IdentifiedRun } from './experimentRunner';
import { firstQuantizedModuleRuns } from './firstQuantizedModule';
import type { Executor } from './localExecutor';
import { openResultsStore, type ResultsStore } from './resultsStore';
import { runIdentity } from './runIdentity';
import { weightsFile } from './trainingRun';
import type { Preparation } from './workerMessages';

const preparation: Preparation = {
  profile: 'smoke',
  dataFolder: 'nowhere',
  images: { train: 8, validation: 4, test: 4 },
  dataHash: exampleIngredients.dataHash,
  behavioralFingerprint: exampleIngredients.behavioralFingerprint,
  engine: exampleIngredients.engine,
};
const runs = identifyRuns(firstQuantizedModuleRuns('smoke', preparation.images, 3), preparation);
const full = runs[0];

describe('an experiment', () => {
  let folder: string;
  let store: ResultsStore;
  let log: string[];

  /** Writes weights instead of training; fails for the titles given. */
  const recorder = (failing: readonly string[] = []): Executor => ({
    prepare: () => Promise.resolve(preparation),
    async run(ingredients, title) {
      log.push(title);
      if (failing.includes(title)) throw new Error(`${title} failed`);
      const file = weightsFile(folder, runIdentity(ingredients));
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, 'weights');
      return exampleRun(ingredients);
    },
    close: () => Promise.resolve(),
  });
  const runner = (executor: Executor) =>
    createExperimentRunner({ executor, store, workFolder: folder, reporter: silentReporter });

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'experiment-'));
    store = openResultsStore(join(folder, 'results'), silentReporter);
    log = [];
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('does every run once, parents first, and gives the results by key', async () => {
    const results = await runner(recorder()).run(runs);
    expect(log[0]).toBe(full.title);
    expect([...log].sort()).toEqual(runs.map(({ title }) => title).sort());
    expect([...results.keys()]).toEqual(runs.map(({ key }) => key));
  });

  it('runs nothing again that is stored', async () => {
    await runner(recorder()).run(runs);
    log = [];
    const results = await runner(recorder()).run(runs);
    expect(log).toEqual([]);
    expect(results.size).toBe(runs.length);
  });

  it('trains a parent again where only its result was kept, and leaves the result alone', async () => {
    await runner(recorder()).run([full]);
    const before = await store.find('smoke', full.id);
    await rm(weightsFile(folder, full.id));
    log = [];
    await runner(recorder()).run(runs);
    expect(log.filter((title) => title === full.title)).toHaveLength(1);
    expect(await store.find('smoke', full.id)).toEqual(before);
  });

  it('keeps what was finished when a run fails, and names the one that failed', async () => {
    await expect(runner(recorder(['fpn at 2 bits by INQ'])).run(runs)).rejects.toThrow(
      'fpn at 2 bits by INQ failed',
    );
    const { runs: stored } = await store.list('smoke');
    expect(stored).toHaveLength(runs.length - 1);
  });

  it('refuses a run that comes before its parent', () => {
    const reversed: IdentifiedRun[] = [...runs].reverse();
    expect(() => identifyRuns(reversed, preparation)).toThrow(/before its parent/);
  });

  it('gives controls the plan of their quantized twins', () => {
    for (const method of ['lsq', 'inq']) {
      const training = (key: string) => runs.find((run) => run.key === key)!.configuration;
      const [control, twin] = [training(`control-${method}`), training(`fpn-${method}`)];
      expect(control.training).toEqual(twin.training);
      expect([control.seed, control.parent, control.dataset]).toEqual([twin.seed, twin.parent, twin.dataset]);
      expect([control.method, control.quantization]).toEqual(['none', { backbone: 32, fpn: 32, head: 32 }]);
    }
  });
});
