import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exampleIngredients, exampleRun, exampleScope } from '../../../test/support/exampleRun';
import { ConfigurationError, NumericalError, ResultsError } from '../../common/errors';
import { silentReporter } from '../../common/reporter';
import type { Workers } from './workers';
import { createExperimentRunner } from './experimentRunner';
import { firstQuantizedModuleRuns } from '../studies/firstQuantizedModule';
import { identifyRuns, type IdentifiedRun } from './identifiedRuns';
import { openResultsStore, type ResultsStore } from '../store/resultsStore';
import { checkpointFile, scoresFile, weightsFile } from '../run/runFiles';
import { runIdentity } from '../configuration/runIdentity';
import { planRuns } from './runPlan';
import { usualRunSensitivity } from '../sensitivity/runSensitivity';
import type { Curve, FinishedRun } from '../store/storedRun';
import type { Preparation } from './workerMessages';

const preparation: Preparation = {
  profile: 'smoke',
  dataFolder: 'nowhere',
  images: { train: 8, validation: 4, test: 4 },
  objectCount: 1,
  dataHash: exampleIngredients.dataHash,
  behavioralFingerprint: exampleIngredients.behavioralFingerprint,
  numerics: 'a'.repeat(64),
  engine: exampleIngredients.engine,
};
const runsOf = (seed: number) =>
  identifyRuns(firstQuantizedModuleRuns(exampleScope('smoke', preparation.images), seed), preparation);
const runs = runsOf(3);
const [full, ...children] = runs;
const titleOf = ({ title, configuration }: IdentifiedRun) => `${title}, seed ${configuration.seed}`;

describe('an experiment', () => {
  let folder: string;
  let store: ResultsStore;
  let log: string[];
  let warnings: string[];
  let failing: Map<string, Error>;
  let follows: (Curve | undefined)[];
  let atOnce: number[];
  let milliseconds: number;
  let whileRunning: (title: string) => void;
  let finish: (run: FinishedRun) => FinishedRun;

  /** Leaves weights instead of training. */
  function recordingWorkers(room: number): Workers {
    let underWay = 0;
    return {
      room,
      stop: () => Promise.resolve(),
      prepare: () => Promise.resolve(preparation),
      async run(ingredients, title, _, curve) {
        log.push(title);
        follows.push(curve);
        atOnce.push(++underWay);
        whileRunning(title);
        await delay(milliseconds);
        underWay--;
        const error = failing.get(title);
        if (error !== undefined) throw error;
        const id = runIdentity(ingredients);
        for (const file of [weightsFile(folder, id), checkpointFile(folder, id)]) {
          await mkdir(dirname(file), { recursive: true });
          await writeFile(file, 'tensors');
        }
        return finish(exampleRun(ingredients));
      },
      sensitivity: (ingredients, { widths }, title) => {
        log.push(`sensitivity of ${title}`);
        const [run, modules] = [runIdentity(ingredients), ['backbone']];
        const { traces } = usualRunSensitivity;
        const { augmentation } = ingredients.configuration.training;
        return Promise.resolve({
          identity: {
            ...{ run, modules, widths, traces, batches: { seed: 0, count: 2, size: 4, augmentation } },
            ...{ behavioralFingerprint: 'f', engine: ingredients.engine },
          },
          layers: [],
        });
      },
      close: () => Promise.resolve(),
    };
  }
  const makeRunner = (room = 2) => {
    const reporter = { ...silentReporter, warn: (message: string) => void warnings.push(message) };
    return createExperimentRunner({ workers: recordingWorkers(room), store, workFolder: folder, reporter });
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'experiment-'));
    store = openResultsStore(join(folder, 'results'), silentReporter);
    [log, warnings, follows, atOnce, failing] = [[], [], [], [], new Map()];
    whileRunning = () => undefined;
    milliseconds = 0;
    finish = (run) => run;
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('does every run once, parents first, and gives the results by key', async () => {
    const results = await makeRunner().run(runs);
    expect(log[0]).toBe(titleOf(full));
    expect([...log].sort()).toEqual(runs.map(titleOf).sort());
    expect([...results].map(([key, { id }]) => [key, id])).toEqual(runs.map(({ key, id }) => [key, id]));
  });

  it('removes checkpoints once results are stored', async () => {
    await makeRunner().run(runs);
    expect(runs.filter(({ id }) => existsSync(checkpointFile(folder, id)))).toEqual([]);
    expect(runs.every(({ id }) => existsSync(weightsFile(folder, id)))).toBe(true);
  });

  it('does several seeds side by side in the room that there is', async () => {
    const runner = makeRunner(3);
    milliseconds = 50;
    await Promise.all([runner.run(runsOf(1)), runner.run(runsOf(2))]);
    expect(log).toHaveLength(2 * runs.length);
    expect(Math.max(...atOnce)).toBe(3);
    expect(log.slice(0, 2).sort()).toEqual(['full precision, seed 1', 'full precision, seed 2']);
  });

  it('begins in the order given, however long it takes to look for each', async () => {
    const { find } = store;
    let looked = 0;
    store = {
      ...store,
      find: (profile, id) => delay(looked++ % 2 === 0 ? 20 : 0).then(() => find(profile, id)),
    };
    const starts = [4, 5, 6, 7].map((seed) => runsOf(seed)[0]);
    await makeRunner(1).run(starts);
    expect(log).toEqual(starts.map(titleOf));
  });

  it('leaves the runs that wait for a parent to other processes', async () => {
    let locks: boolean[] = [];
    whileRunning = (title) => {
      if (title !== titleOf(full)) return;
      locks = children.map(({ id }) => existsSync(join(folder, 'results', '.store', 'locks', `${id}.lock`)));
    };
    await makeRunner().run(runs);
    expect(locks).toEqual(children.map(() => false));
  });

  it('runs nothing again that is stored, and says so beforehand', async () => {
    await makeRunner().run(runs);
    log = [];
    const planned = await planRuns(store, runs, folder);
    expect(planned.map(({ status }) => status)).toEqual(runs.map(() => 'reuse'));
    const results = await makeRunner().run(runs);
    expect(log).toEqual([]);
    expect(results.size).toBe(runs.length);
  });

  it('trains a parent again where only its result was kept, and leaves the result alone', async () => {
    await makeRunner().run([full]);
    const before = await store.find('smoke', full.id);
    await rm(weightsFile(folder, full.id));
    [log, follows] = [[], []];
    await makeRunner().run(runs);
    expect(log.filter((title) => title === titleOf(full))).toHaveLength(1);
    expect(follows).toEqual([before!.curve, ...children.map(() => undefined)]);
    expect(await store.find('smoke', full.id)).toEqual(before);
    expect(warnings).toEqual([]);
  });

  it('measures a run once its weights are there', async () => {
    const child = children[0];
    const { identity } = await makeRunner().sensitivity([full, child], usualRunSensitivity);
    expect(identity.run).toBe(child.id);
    expect(log).toEqual([titleOf(full), titleOf(child), `sensitivity of ${titleOf(child)}`]);
  });

  it('says so when a run that is trained again scores otherwise', async () => {
    await makeRunner().run([full]);
    await rm(weightsFile(folder, full.id));
    finish = (run) => ({ ...run, metrics: { ...run.metrics, 'test/images': { value: 21 } } });
    await makeRunner().ensureWeights([full]);
    expect(warnings).toEqual([expect.stringContaining('test/images is 21, stored 20')]);
  });

  describe('on a machine that computes other bits', () => {
    const otherScores = (run: FinishedRun) => ({ ...run, metrics: { 'test/images': { value: 21 } } });
    const otherImages = (run: FinishedRun) => ({ ...run, images: { columns: ['depth'], rows: [[251]] } });

    it.each([
      ['scores', otherScores, 'test/images is 21, stored 20'],
      ['errors', otherImages, 'errors of single images are others'],
    ])('starts no run at a parent whose %s are others than stored', async (_, change, difference) => {
      await makeRunner().run([full]);
      await rm(weightsFile(folder, full.id));
      [finish, log] = [change, []];
      await expect(makeRunner().run(runs)).rejects.toMatchObject({
        name: ResultsError.name,
        problem: { run: titleOf(full), found: expect.stringContaining(difference) as string },
        message: expect.stringContaining('MQAT_RESULTS') as string,
      });
      await expect(makeRunner().run(runs)).rejects.toThrow(ResultsError);
      expect(log).toEqual([titleOf(full)]);
    });

    it('does not even train a parent whose numerics are known to differ', async () => {
      const elsewhere = { ...preparation, numerics: 'b'.repeat(64) };
      finish = (run) => ({ ...run, environment: { ...run.environment, numerics: preparation.numerics } });
      await makeRunner().run([full]);
      const there = identifyRuns(
        firstQuantizedModuleRuns(exampleScope('smoke', preparation.images), 3),
        elsewhere,
      );
      expect(there.map(({ id }) => id)).toEqual(runs.map(({ id }) => id));
      log = [];
      await makeRunner().run(there.slice(0, 2));
      expect(log).toEqual([titleOf(children[0])]);

      await rm(dirname(weightsFile(folder, full.id)), { recursive: true });
      log = [];
      await expect(makeRunner().run(there)).rejects.toThrow(/computes otherwise: bbbbbbbb/);
      expect(log).toEqual([]);
      const [stored, kept, next] = await planRuns(store, there, folder);
      expect([stored.status, kept.status, next.status]).toEqual(['reuse', 'reuse', 'refused']);
      expect(next.reason).toContain(`the weights of ${full.id}, which it starts from, are not here`);
      const stage = {
        ...next,
        ingredients: {
          ...next.ingredients,
          configuration: { ...next.ingredients.configuration, parent: next.id },
        },
      };
      const [, , , second] = await planRuns(store, [...there.slice(0, 3), { ...there[3], ...stage }], folder);
      expect(second.reason).toBe(`refused: it starts from ${next.id}`);
    });

    it('reads results, and networks with a warning', async () => {
      await makeRunner().run(runs);
      for (const { id } of runs) await rm(dirname(weightsFile(folder, id)), { recursive: true });
      [finish, log, follows] = [otherScores, [], []];
      expect((await makeRunner().run(runs)).size).toBe(runs.length);
      await makeRunner().ensureWeights([full, children[0]]);
      await makeRunner().ensureWeights([full, children[0]]);
      expect(log).toEqual([titleOf(full), titleOf(children[0])]);
      expect(warnings).toHaveLength(4);
      expect(follows).toEqual([undefined, undefined]);
    });
  });

  it('trains weights again whose scores were never written', async () => {
    await makeRunner().run([full]);
    await rm(scoresFile(folder, full.id));
    log = [];
    await makeRunner().ensureWeights([full]);
    expect([log, warnings]).toEqual([[titleOf(full)], []]);
  });

  it('keeps what was finished when a run fails, and names the one that failed', async () => {
    const broken = runs.find(({ key }) => key === 'fpn-inq')!;
    const problem = { field: 'step 3, loss', found: 'NaN', expected: 'a number', remedy: 'Try.' };
    failing.set(titleOf(broken), new NumericalError(problem));
    const runner = makeRunner();
    await expect(runner.run(runs)).rejects.toMatchObject({
      name: 'NumericalError',
      problem: { ...problem, run: titleOf(broken) },
      message: expect.stringMatching(/^fpn at 2 bits by INQ, seed 3: step 3, loss: found NaN/) as string,
    });
    const { runs: stored } = await store.list('smoke');
    expect(stored).toHaveLength(runs.length - 1);

    failing.clear();
    log = [];
    expect((await runner.run(runs)).size).toBe(runs.length);
    expect(log).toEqual([titleOf(broken)]);
  });

  it('reports every failure but throws the first; a parent that fails is reported once', async () => {
    const [first, second] = children;
    for (const run of [first, second]) failing.set(titleOf(run), new Error(`no ${run.key}`));
    await expect(makeRunner().run(runs)).rejects.toThrow(`${titleOf(first)}: no ${first.key}`);
    expect(warnings).toEqual([`${titleOf(second)}: no ${second.key}`]);

    [warnings, log] = [[], []];
    await rm(folder, { recursive: true });
    failing = new Map([[titleOf(full), new Error('no start')]]);
    await expect(makeRunner().run(runs)).rejects.toThrow(`${titleOf(full)}: no start`);
    expect([warnings, log]).toEqual([[], [titleOf(full)]]);
  });

  it('refuses runs that cannot be identified', () => {
    expect(() => identifyRuns([...runs].reverse(), preparation)).toThrow(/before its parent/);
    expect(() => identifyRuns([full, full], preparation)).toThrow(/two runs.*full-precision/);
    const [probe] = children.filter(({ key }) => key === 'fpn-lsq');
    const strange = { ...probe.configuration, quantization: { backbone: 32, neck: 2, head: 32 } };
    const identify = () => identifyRuns([full, { ...probe, configuration: strange }], preparation);
    expect(identify).toThrow(ConfigurationError);
    expect(identify).toThrow(/run fpn-lsq: quantization.neck/);
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
