import { cp, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exampleConfiguration, exampleIngredients, exampleRun } from '../../../test/support/exampleRun';
import { InterruptionError, NumericalFaultError, ResultsError } from '../../common/errors';
import { Random } from '../../common/random';
import { silentReporter } from '../../common/reporter';
import { numericalFault } from '../../training/faults/numericalFault';
import { openResultsStore, type ResultsStore } from './resultsStore';
import { runIdentity } from '../configuration/runIdentity';
import { planRuns } from '../execution/runPlan';

const id = runIdentity(exampleIngredients);
const files = [
  'config.json',
  'curve.json',
  'environment.json',
  'images.json',
  'manifest.json',
  'metrics.json',
];
let folder: string;
let store: ResultsStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'results-'));
  store = openResultsStore(folder, silentReporter);
});
afterEach(() => rm(folder, { recursive: true }));

describe('results store', () => {
  it('gives back what was saved, under a readable name, and leaves no other file', async () => {
    const saved = await store.save(exampleRun());
    expect(saved).toMatchObject({ ...exampleRun(), id });
    expect(await store.find('smoke', id)).toEqual(saved);
    expect(await store.list('smoke')).toEqual({ runs: [saved], damaged: [] });
    expect(saved.folder).toBe(join(folder, 'smoke', `${id}-wdr-mini-full-precision-seed3`));
    expect((await readdir(saved.folder)).sort()).toEqual(files);
    expect(await readdir(join(folder, '.store', 'unfinished'))).toEqual([]);
    expect(await store.find('mini', id)).toBeUndefined();
  });

  it('keeps the errors of a second test, which few runs have', async () => {
    const run = { ...exampleRun(), occluded: { columns: ['depth', 'ADD'], rows: [[300, null]] } };
    const saved = await store.save(run);
    expect(await store.find('smoke', id)).toEqual(saved);
    expect(saved.occluded).toEqual(run.occluded);
    expect((await readdir(saved.folder)).sort()).toEqual([...files, 'occluded.json'].sort());
    await writeFile(join(saved.folder, 'occluded.json'), '{}');
    expect((await store.list('smoke')).damaged).toHaveLength(1);
  });

  it('does a run once', async () => {
    let performed = 0;
    const perform = () => {
      performed++;
      return Promise.resolve(exampleRun());
    };
    const outcomes = await Promise.all([0, 1, 2].map(() => store.runOnce(exampleIngredients, perform)));
    expect(performed).toBe(1);
    expect(outcomes.map(({ reused }) => reused).sort()).toEqual([false, true, true]);
  });

  it('stores nothing of a run that failed, and does it when asked again', async () => {
    const failure = new Error('the loss is not finite');
    await expect(store.runOnce(exampleIngredients, () => Promise.reject(failure))).rejects.toBe(failure);
    expect(await store.list('smoke')).toEqual({ runs: [], damaged: [] });
    const { reused } = await store.runOnce(exampleIngredients, () => Promise.resolve(exampleRun()));
    expect(reused).toBe(false);
  });

  it('refuses to save over a run, another run than asked for, and numbers that are not finite', async () => {
    const { folder: stored } = await store.save(exampleRun());
    const before = await readFile(join(stored, 'metrics.json'), 'utf8');
    const changed = { ...exampleRun(), metrics: { 'test/images': { value: 1 } } };
    await expect(store.save(changed)).rejects.toThrow(ResultsError);
    expect(await readFile(join(stored, 'metrics.json'), 'utf8')).toBe(before);
    const wanted = { ...exampleIngredients, dataHash: 'e' };
    await expect(store.runOnce(wanted, () => Promise.resolve(exampleRun()))).rejects.toThrow(/was asked for/);
    const diverged = { ...exampleRun(wanted), metrics: { 'test/add': { value: NaN } } };
    await expect(store.save(diverged)).rejects.toThrow(/metrics\.json: test\/add\.value: found null/);
    expect((await store.list('smoke')).runs).toHaveLength(1);
  });

  it('reports a damaged run by file and never runs over it', async () => {
    const { folder: stored } = await store.save(exampleRun());
    const random = new Random(5);
    for (const name of files) {
      const file = join(stored, name);
      const original = await readFile(file);
      for (let trial = 0; trial < 20; trial++) {
        const mutant = Uint8Array.from(original);
        mutant[random.integer(mutant.length)] ^= 1 + random.integer(255);
        await writeFile(file, trial === 0 ? mutant.subarray(0, random.integer(mutant.length)) : mutant);
        const outcome: unknown = await store.find('smoke', id).catch((error: unknown) => error);
        if (name !== 'manifest.json') expect(outcome).toBeInstanceOf(ResultsError);
        else if (!(outcome instanceof ResultsError)) expect(outcome).toMatchObject(exampleRun());
      }
      await rm(file);
      await expect(store.find('smoke', id)).rejects.toThrow(ResultsError);
      const perform = () => Promise.reject(new Error('was run again'));
      await expect(store.runOnce(exampleIngredients, perform)).rejects.toThrow(ResultsError);
      const [{ status, reason }] = await planRuns(store, [{ ingredients: exampleIngredients }], folder);
      expect(status).toBe('damaged');
      expect(reason).toContain(name);
      await writeFile(file, original);
    }
    expect(await store.find('smoke', id)).toMatchObject(exampleRun());
  });

  it('reports a run in a folder of another name', async () => {
    const { folder: stored } = await store.save(exampleRun());
    await cp(stored, join(folder, 'smoke', '0123456789abcdef-copy'), { recursive: true });
    await rename(stored, join(folder, 'smoke', 'renamed'));
    const { runs, damaged } = await store.list('smoke');
    expect(runs).toEqual([]);
    expect(damaged.map(({ error }) => error.problem.field)).toEqual(['id', 'id']);
  });
});

describe('plan', () => {
  it('says what is reused, what is run and why', async () => {
    await store.save(exampleRun());
    const seed = { ...exampleConfiguration, seed: 8 };
    const larger = { ...exampleConfiguration, model: { network: 'wdr', scale: 'paper' } } as const;
    const wanted = [
      exampleIngredients,
      { ...exampleIngredients, behavioralFingerprint: 'e' },
      { ...exampleIngredients, configuration: seed, engine: { ...exampleIngredients.engine, threads: 1 } },
      { ...exampleIngredients, configuration: larger },
    ];
    const plan = await planRuns(
      store,
      wanted.map((ingredients) => ({ ingredients })),
      folder,
    );
    expect(plan.map(({ status }) => status)).toEqual(['reuse', 'run', 'run', 'run']);
    const [reused, behavior, several, none] = plan.map(({ reason }) => reason);
    expect(reused).toMatch(
      /^reused: results-\w+\/smoke\/[0-9a-f]{16}-wdr-mini-full-precision-seed3 from 2026-01-02$/,
    );
    expect(behavior).toBe(
      `run: no result with this id; ${id} from 2026-01-02 differs in code behavior (fingerprint differs)`,
    );
    expect(several).toMatch(/differs in seed \(3, now 8\), threads \(2, now 1\)$/);
    expect(none).toBe('run: no result with this configuration');
  });
});

describe('a run that failed', () => {
  const error = numericalFault({
    ...{ kind: 'loss that is not finite', step: 7, place: 'input of head.conv', value: 'NaN' },
    checkpoint: { file: 'work/checkpoint.safetensors', step: 6 },
  });
  const fail = (failure: Error) => store.runOnce(exampleIngredients, () => Promise.reject(failure));

  it('is recorded with the reason until it has a result, and said in a plan', async () => {
    await expect(fail(error)).rejects.toBe(error);
    const failures = await store.failures('smoke');
    expect([...failures.keys()]).toEqual([id]);
    expect(failures.get(id)).toMatchObject({ error: NumericalFaultError.name, problem: error.problem });
    const [planned] = await planRuns(store, [{ ingredients: exampleIngredients }], folder);
    expect(planned).toMatchObject({
      status: 'run',
      reason: expect.stringMatching(
        /^run: failed on 20\d\d-.*step 7, input of head.conv: loss that is not/,
      ) as string,
    });
    expect(await store.list('smoke')).toEqual({ runs: [], damaged: [] });

    await store.runOnce(exampleIngredients, () => Promise.resolve(exampleRun()));
    expect((await store.failures('smoke')).size).toBe(0);
  });

  it('is not recorded when somebody stopped it', async () => {
    const stopped = new InterruptionError({ found: 'a request', expected: 'none', remedy: 'Go on.' });
    await expect(fail(stopped)).rejects.toBe(stopped);
    expect((await store.failures('smoke')).size).toBe(0);
  });

  it('is refused where its record is damaged', async () => {
    await expect(fail(error)).rejects.toBe(error);
    const file = join(folder, '.store', 'failed', 'smoke', `${id}.json`);
    await writeFile(file, '{}');
    await expect(store.failures('smoke')).rejects.toMatchObject({ name: 'ResultsError' });
  });
});
