import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exampleScope } from '../../../test/support/exampleRun';
import { scriptedWorkers } from '../../../test/support/scriptedWorkers';
import { squareData, squareRun } from '../../../test/support/squareExperiment';
import { storedLaboratory } from '../../../test/support/storedLaboratory';
import { ConfigurationError } from '../../common/errors';
import { silentReporter } from '../../common/reporter';
import { loadPnpSolver } from '../../geometry/pnp';
import { algorithm1 } from '../../mqat/algorithm1';
import { searchOrders } from '../../mqat/orderSearch';
import { moduleOrders } from '../../mqat/quantizationOrders';
import type { ModuleBits } from '../../quantizers/moduleBits';
import { usualTraceOptions } from '../../sensitivity/traceEstimate';
import type { Workers } from '../execution/workers';
import { fullPrecisionRuns, type ExperimentRun } from '../configuration/experiment';
import { runIdentity } from '../configuration/runIdentity';
import { runSensitivity } from '../sensitivity/runSensitivity';
import { storedRunsBench } from './storedRunsBench';
import { performRun } from '../run/trainingRun';

const images = { train: 24, validation: 6, test: 6 };
const [fullPrecision] = fullPrecisionRuns(exampleScope('smoke', images), 3);
const options = { widths: [2, 4, 8], compressionFactor: 8, probesAtOnce: Infinity };

describe('a bench of stored runs', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stored-runs-bench-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** The ternary pyramid beats full precision; whatever is quantized beside it costs a little. */
  const accuracy = ({ backbone, fpn, head }: ModuleBits) =>
    0.8 + (fpn === 2 ? 0.1 : 0) - (backbone < 32 ? 0.02 : 0) - (head < 32 ? 0.01 : 0);
  /** A bench whose machine is switched off once it has done so much. */
  const scriptedBench = (log: string[], power = Infinity, place = folder) => {
    const before = (title: string) => {
      if (power-- <= 0) throw new Error('power cut');
      log.push(title);
    };
    const workers = scriptedWorkers({ workFolder: place, accuracy, before });
    return storedRunsBench({
      laboratory: storedLaboratory(place, workers),
      start: [fullPrecision],
      method: 'lsq',
    });
  };

  it('takes Algorithm 1 up wherever it was broken off, and does no run twice', async () => {
    const whole: string[] = [];
    const result = await algorithm1(scriptedBench(whole, Infinity, join(folder, 'whole')), options);
    expect(result.kBest).toBe('fpn');
    expect(result.steps.map(({ module }) => module)).toEqual(['fpn', 'head', 'backbone']);
    expect(whole).toHaveLength(1 + 3 + 1 + 2);
    expect(whole[4]).toBe('sensitivity of fpn at 2 bits by LSQ, seed 3');

    for (const power of [0, 3, 4, 6]) {
      const log: string[] = [];
      const place = join(folder, `after ${power}`);
      await expect(algorithm1(scriptedBench(log, power, place), options)).rejects.toThrow('power cut');
      expect(log).toHaveLength(power);
      expect(await algorithm1(scriptedBench(log, Infinity, place), options)).toEqual(result);
      const trained = log.filter((title) => !title.startsWith('sensitivity'));
      expect(trained).toHaveLength(6);
      expect(new Set(trained)).toEqual(new Set(whole.filter((title) => !title.startsWith('sensitivity'))));
    }
  });

  it('shares the runs of Algorithm 1 with a search over orders, and those that begin alike', async () => {
    const log: string[] = [];
    const bench = scriptedBench(log);
    const { rho } = await algorithm1(bench, options);
    const orders = moduleOrders(bench, rho, { seed: 0, count: 0 });
    const before = log.length;
    const found = await searchOrders(bench, orders, { atOnce: Infinity });
    // 15 runs along 6 orders, of which Algorithm 1 did three: fpn, then head, then backbone.
    expect(log).toHaveLength(before + 12);
    expect(new Set(log).size).toBe(log.length);
    expect(new Set(found.map((order) => order.accuracy.toFixed(6)))).toEqual(
      new Set([accuracy(rho as never).toFixed(6)]),
    );
  });

  it('refuses widths that a module cannot have, before any run', async () => {
    const log: string[] = [];
    const bench = scriptedBench(log);
    await expect(bench.quantizeAndRetrain(bench.fullPrecision, 'fpn', 32)).rejects.toThrow(
      ConfigurationError,
    );
    expect(log).toEqual([]);
  });

  it('trains, measures and scores: Algorithm 1 on squares, cut in the third probe', async () => {
    const solver = await loadPnpSolver();
    const done: string[] = [];
    const resumed: string[] = [];
    /** Trains in this process; the machine is switched off in the third probe. */
    const workers = (cut: boolean): Workers => ({
      ...scriptedWorkers({ workFolder: folder, accuracy, before: () => undefined }),
      room: 1,
      async run(ingredients, title) {
        const broken = cut && done.length === 3;
        const reporter = {
          ...silentReporter,
          info: (message: string) => void resumed.push(`${title} ${message}`),
          progress: () => ({
            update: (completed: number) => {
              if (broken && completed === 7) throw new Error('power cut');
            },
            finish: () => undefined,
          }),
        };
        const context = { data: squareData, solver, workFolder: folder, reporter, checkpointInterval: 3 };
        const run = await performRun(ingredients, context);
        done.push(title);
        return run;
      },
      sensitivity(ingredients, sensitivityOptions, title) {
        done.push(`sensitivity of ${title}`);
        const { configuration } = ingredients;
        const context = { data: squareData, workFolder: folder, reporter: silentReporter };
        return runSensitivity({ id: runIdentity(ingredients), configuration }, context, sensitivityOptions);
      },
    });
    const bench = (cut: boolean) =>
      storedRunsBench({
        laboratory: storedLaboratory(folder, workers(cut), onSquares, squareData.hash),
        ...{ start: [onSquares(fullPrecision)], method: 'lsq' },
        sensitivity: { batchCount: 2, traces: { ...usualTraceOptions, maximumProbes: 3 } },
      });
    await expect(algorithm1(bench(true), options)).rejects.toThrow('power cut');
    expect(done).toHaveLength(3);
    const result = await algorithm1(bench(false), options);
    expect(resumed).toEqual([expect.stringMatching(/^head at 2 bits.*resumed at step 6 of 12$/)]);
    expect(new Set(done).size).toBe(done.length);
    const widths = Object.entries(result.rho).map(([module, bits]) => [module, bits]);
    const last = await bench(false).result(result.model);
    expect(last.ingredients.configuration.quantization).toEqual(Object.fromEntries(widths));
    expect(await algorithm1(bench(false), options)).toEqual(result);
    expect(done.filter((title) => !title.startsWith('sensitivity')).length).toBe(
      1 + 3 + result.steps.length - (result.kBest === undefined ? 0 : 1),
    );
  });
});

/** The same run on the squares: a tiny network, 12 steps. */
function onSquares(run: ExperimentRun): ExperimentRun {
  const { model, dataset, training, evaluation } = squareRun().configuration;
  const { firstBatch } = run.configuration.training;
  const stage = firstBatch === undefined ? {} : { firstBatch };
  return {
    ...run,
    configuration: { ...run.configuration, model, dataset, evaluation, training: { ...training, ...stage } },
  };
}
