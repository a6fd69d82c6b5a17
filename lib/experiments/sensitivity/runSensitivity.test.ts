import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { squareData, squareStart, ternaryPyramid } from '../../../test/support/squareExperiment';
import { ConfigurationError } from '../../common/errors';
import { silentReporter, type Reporter } from '../../common/reporter';
import { loadPnpSolver } from '../../geometry/pnp';
import { usualTraceOptions } from '../../sensitivity/traceEstimate';
import { tf } from '../../tensor/engine';
import { runIdentity, type RunIngredients } from '../configuration/runIdentity';
import { runSensitivity, type RunSensitivityOptions } from './runSensitivity';
import { sensitivityFile } from './sensitivityFile';
import { performRun } from '../run/trainingRun';

const options: RunSensitivityOptions = {
  widths: [2, 4, 8],
  batchCount: 2,
  traces: { ...usualTraceOptions, maximumProbes: 4 },
};

/** Fails once so many probes are kept, as a machine does that is switched off. */
function failingAt(probe: number, seen: number[]): Reporter {
  return {
    ...silentReporter,
    progress: () => ({
      update: (completed) => {
        seen.push(completed);
        if (completed === probe) throw new Error('power cut');
      },
      finish: () => undefined,
    }),
  };
}

describe('the sensitivity of a run', () => {
  let folder: string;
  const pyramid = ternaryPyramid('lsq');
  const measure = (
    { configuration }: RunIngredients,
    changes: Partial<RunSensitivityOptions> = {},
    reporter = silentReporter,
  ) => {
    const id = runIdentity({ ...squareStart, configuration });
    const context = { data: squareData, workFolder: folder, reporter };
    return runSensitivity({ id, configuration }, context, { ...options, ...changes });
  };
  const filesOf = async (ingredients: RunIngredients) => {
    const names = await readdir(join(folder, runIdentity(ingredients)));
    return names.filter((name) => name.startsWith('sensitivity-'));
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'run-sensitivity-'));
    const solver = await loadPnpSolver();
    for (const ingredients of [squareStart, pyramid])
      await performRun(ingredients, {
        ...{ data: squareData, solver, workFolder: folder, reporter: silentReporter },
      });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it('is cut and gone on with at any probe, to the same bytes, and is then read', async () => {
    const whole = await measure(squareStart);
    const file = sensitivityFile(folder, whole.identity);
    const bytes = await readFile(file);
    expect(whole.layers.map(({ module }) => module)).toEqual(
      expect.arrayContaining(['backbone', 'fpn', 'head']),
    );
    for (const { trace, interval, squaredErrors, probes } of whole.layers) {
      expect([interval.low <= trace, trace <= interval.high, probes]).toEqual([true, true, 4]);
      expect(squaredErrors).toEqual([...squaredErrors].sort((a, b) => b - a));
    }
    await rm(file);
    const before = tf.memory().numTensors;
    const seen: number[] = [];
    for (const probe of [2, 4])
      await expect(measure(squareStart, {}, failingAt(probe, seen))).rejects.toThrow('power cut');
    expect(await measure(squareStart)).toEqual(whole);
    expect((await readFile(file)).equals(bytes)).toBe(true);
    // Each goes on from the probe that was kept last.
    expect(seen).toEqual([1, 2, 2, 3, 4]);
    expect(await measure(squareStart, {}, failingAt(4, seen))).toEqual(whole);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('leaves out the modules that are quantized, shares widths, and is kept apart for other options', async () => {
    const { layers, identity } = await measure(pyramid, { widths: [2, 8] });
    expect(identity.modules).toEqual(['backbone', 'head']);
    expect(new Set(layers.map(({ module }) => module))).toEqual(new Set(identity.modules));
    await measure(pyramid, { widths: [2, 8], traces: { ...options.traces, maximumProbes: 2 } });
    const shared = await measure(pyramid, { widths: [3, 8, 32] });
    for (const [index, { squaredErrors, layer }] of shared.layers.entries()) {
      const [two, eight] = layers[index].squaredErrors;
      expect([layer, ...squaredErrors.slice(1)]).toEqual([layers[index].layer, eight, 0]);
      expect(squaredErrors[0]).toBeLessThan(two);
    }
    expect(await filesOf(pyramid)).toHaveLength(2);
  });

  it('is measured again where its file is damaged or another one, which is named', async () => {
    const whole = await measure(pyramid, { widths: [2, 8] });
    const { identity } = whole;
    const file = sensitivityFile(folder, identity);
    const text = await readFile(file, 'utf8');
    const traces = { ...options.traces, maximumProbes: 2 };
    const other = await readFile(sensitivityFile(folder, { ...identity, traces }), 'utf8');
    for (const [damage, field] of [
      [text.slice(0, -20), ''],
      [text.replace('"probes": 4', '"probes": 5'), 'digest'],
      [text.replace('"weights"', '"width"'), 'record.layers'],
      [other, 'identity'],
    ] as const) {
      await writeFile(file, damage);
      const warnings: string[] = [];
      const reporter = { ...silentReporter, warn: (message: string) => void warnings.push(message) };
      expect(await measure(pyramid, { widths: [2, 8] }, reporter)).toEqual(whole);
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toContain(`${file}: ${field}`);
      expect(warnings[0]).toContain('It is measured again');
      expect(await readFile(file, 'utf8')).toBe(text);
    }
  });

  it('needs a module at full precision, weights, batches, probes and widths', async () => {
    const { configuration } = pyramid;
    const all = { ...configuration, quantization: { backbone: 4, fpn: 2, head: 4 } };
    await expect(measure({ ...pyramid, configuration: all })).rejects.toThrow(ConfigurationError);
    await expect(measure({ ...pyramid, configuration: { ...configuration, seed: 9 } })).rejects.toMatchObject(
      {
        name: 'CheckpointError',
      },
    );
    for (const [changes, message] of [
      [{ batchCount: 1 }, /batchCount: found 1/],
      [{ widths: [4, 2] }, /widths: found \[4, 2\]/],
      [{ widths: [1, 2] }, /widths: found \[1, 2\]/],
      [{ traces: { ...options.traces, maximumProbes: 1 } }, /maximumProbes: found 1/],
    ] as const)
      await expect(measure(pyramid, changes)).rejects.toThrow(message);
  });
});
