import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { squareData, squareRun } from '../../../test/support/squareExperiment';
import { silentReporter } from '../../common/reporter';
import { loadPnpSolver } from '../../geometry/pnp';
import { performRun } from '../run/trainingRun';
import { exampleConfiguration, exampleScope } from '../../../test/support/exampleRun';
import { expectRunnable } from '../../../test/support/runnable';
import { ConfigurationError } from '../../common/errors';
import { splitModules } from '../../models/moduleSplitting';
import { profileOf } from '../configuration/experiment';
import { firstQuantizedModuleRuns } from './firstQuantizedModule';
import { moduleSizes } from '../networks/moduleSizes';
import { moduleNames, splitCounts } from '../configuration/moduleSplits';
import { buildNetwork } from '../networks/networks';
import { runIdentity, runSlug } from '../configuration/runIdentity';
import { parseRunConfiguration } from '../configuration/runParsing';
import { quantizeNetwork } from '../networks/runQuantization';
import { moduleSplittingRuns, splitOrders, splitScope } from './moduleSplitting';

const model = { network: 'wdr', scale: 'mini' } as const;
const scope = exampleScope();
const runs = moduleSplittingRuns(scope, 0);

describe('WDR with its modules split', () => {
  it.each(splitCounts)('into %d has the same parameters in as many modules, none empty', (modules) => {
    const sizes = moduleSizes({ ...model, modules });
    expect(Object.keys(sizes)).toEqual(moduleNames({ ...model, modules }));
    expect(Object.keys(sizes)).toHaveLength(modules);
    const total = (counts: Readonly<Record<string, number>>) =>
      Object.values(counts).reduce((sum, count) => sum + count, 0);
    expect(Math.min(...Object.values(sizes))).toBeGreaterThan(0);
    expect(total(sizes)).toBe(total(moduleSizes(model)));
  });

  it('quantizes the layers of one part alone', () => {
    const { configuration } = runs.find(({ key }) => key === '6-modules-fpnOutput2-lsq')!;
    const network = buildNetwork({ ...configuration.model, scale: 'tiny' }, 1);
    const quantization = quantizeNetwork(network, configuration)!;
    onTestFinished(() => {
      quantization.dispose();
      network.dispose();
    });
    const names = network.layers.filter(({ module }) => module === 'fpnOutput').map(({ name }) => name);
    expect(names.every((name) => name.startsWith('fpn.') && !name.startsWith('fpn.inner_convs.'))).toBe(true);
    const quantized = Object.entries(quantization.layerBits).filter(([, bits]) => bits < 32);
    expect(quantized.map(([name]) => name).sort()).toEqual(names.sort());
  });

  it('is refused for other networks, and where a tensor has no part', () => {
    const other = { ...exampleConfiguration, model: { network: 'dlr', scale: 'mini', modules: 4 } };
    expect(() => parseRunConfiguration(other)).toThrow(/model\.modules/);
    const three = { ...exampleConfiguration, model: { ...model, modules: 3 } };
    expect(() => parseRunConfiguration(three)).toThrow(/model\.modules/);
    const network = buildNetwork({ ...model, scale: 'tiny' }, 'zeros');
    onTestFinished(() => {
      network.dispose();
    });
    expect(() => splitModules(network, [{ name: 'all', of: 'backbone', prefixes: [] }])).toThrow(
      ConfigurationError,
    );
  });
});

describe('the study of split modules', () => {
  it('has all orders of 4 modules, and 12 of more, the reverse of the first among them', () => {
    expect(splitCounts.map((count) => splitOrders(splitScope(scope, count)).length)).toEqual([24, 12, 12]);
    for (const count of splitCounts) {
      const orders = splitOrders(splitScope(scope, count)).map((order) => order.map(({ module }) => module));
      expect(new Set(orders.map(String)).size).toBe(orders.length);
      expect(orders).toContainEqual([...orders[0]].reverse());
      expect(orders[0].filter((module) => module.startsWith('fpn'))).toEqual(
        orders[0].slice(0, count === 6 ? 2 : 1),
      );
    }
  });

  it('has every subset of 5 and of 6 modules at 2 bits', () => {
    const sets = (count: number) =>
      new Set(
        runs
          .filter(({ key }) => key.startsWith(`${count}-modules-`))
          .map(({ configuration: { quantization } }) => quantization)
          .filter((bits) => Object.values(bits).every((width) => width === 2 || width === 32))
          .map((bits) => JSON.stringify(bits)),
      );
    expect([sets(5).size, sets(6).size]).toEqual([2 ** 5 - 1, 2 ** 6 - 1]);
  });

  it('has valid runs, each once, whose parents come first', () => {
    expectRunnable(runs);
    expect(runSlug(runs[7].configuration)).toMatch(/^wdr-mini-4modules-/);
  });

  it('starts from the network of table 1 and has one control, all in stages of a quarter of the steps', () => {
    const [start] = firstQuantizedModuleRuns(scope, 0);
    expect(runs[0]).toEqual(start);
    expect(runs.slice(1, 7).map(({ key }) => key)).toEqual([
      ...['control-lsq', 'control-lsq-2', 'control-lsq-3'],
      ...['control-lsq-4', 'control-lsq-5', 'control-lsq-6'],
    ]);
    const usual = profileOf(scope).retraining.lsq.plan.steps;
    const flow = runs.find(({ key }) => key.split('-').length === 9)!;
    expect(flow.configuration.training).toMatchObject({
      plan: { steps: usual / 4 },
      firstBatch: (5 * usual) / 4,
    });
    expect(runs.slice(1).every(({ configuration }) => configuration.training.plan.steps === usual / 4)).toBe(
      true,
    );
  });

  it('has two orders and two sets at smoke scale', () => {
    const smoke = moduleSplittingRuns(exampleScope('smoke'), 0);
    expect(smoke).toHaveLength(1 + 4 + (4 + 2) + 2);
  });
});

it('a part is quantized by a run that starts from the network that is not split', async () => {
  const workFolder = await mkdtemp(join(tmpdir(), 'splitting-'));
  onTestFinished(() => rm(workFolder, { recursive: true }));
  const context = { data: squareData, solver: await loadPnpSolver(), workFolder, reporter: silentReporter };
  const whole = { network: 'wdr', scale: 'tiny' } as const;
  const own = { ...whole, modules: 4 } as const;
  const quantization = { backbone: 32, fpn: 32, headClasses: 32, headPose: 32 };
  const start = squareRun({ model: whole, quantization: { backbone: 32, fpn: 32, head: 32 } });
  await performRun(start, context);
  const { metrics } = await performRun(
    squareRun({
      ...{ model: own, role: 'quantized', method: 'lsq', parent: runIdentity(start) },
      quantization: { ...quantization, headClasses: 2 },
    }),
    context,
  );
  const counted = Object.entries(metrics).filter(([name]) => name.startsWith('distinctValues/'));
  expect(counted.map(([name]) => name).sort()).toEqual([
    'distinctValues/head.cls_logits',
    'distinctValues/head.cls_tower.0',
  ]);
  for (const [, { value }] of counted) expect(value).toBeLessThanOrEqual(3);
});
