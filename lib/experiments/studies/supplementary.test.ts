import { describe, expect, it } from 'vitest';
import { exampleScope } from '../../../test/support/exampleRun';
import { expectRunnable } from '../../../test/support/runnable';
import { learningRateAt } from '../../training/optimizer/schedule';
import { firstQuantizedModuleRuns } from './firstQuantizedModule';
import { pyramidLayerRuns, pyramidLayersOf } from './pyramidLayers';
import { scheduleRuns, schedulesOf } from './schedules';

const scope = exampleScope();
const ofTable1 = new Set(
  firstQuantizedModuleRuns(scope, 0).map(({ configuration }) => JSON.stringify(configuration)),
);

describe('the studies of the supplementary', () => {
  it.each([
    ['layers', pyramidLayerRuns(scope, 0), 2 * 6],
    ['schedules', scheduleRuns(scope, 0), 5],
  ])(
    'have valid runs, each once, whose parents come first, and share those of table 1: %s',
    (_, runs, own) => {
      expectRunnable(runs);
      const others = runs.filter(({ configuration }) => !ofTable1.has(JSON.stringify(configuration)));
      expect(others).toHaveLength(own);
      expect(runs.length - own).toBe(5);
    },
  );

  it('have every layer of the pyramid alone', () => {
    expect(pyramidLayersOf(scope)).toEqual([
      ...['fpn.inner_convs.1', 'fpn.inner_convs.2', 'fpn.inner_convs.3'],
      ...['fpn.out_convs.1', 'fpn.out_convs.2', 'fpn.out_convs.3'],
    ]);
    expect(pyramidLayersOf(exampleScope('smoke'))).toHaveLength(2);
  });

  it('have each schedule with a control of the same rates and momentum clears', () => {
    const runs = new Map(scheduleRuns(scope, 0).map((run) => [run.key, run.configuration]));
    for (const { key, controlKey, plan } of schedulesOf(scope)) {
      expect(runs.get(key)!.training).toEqual(runs.get(controlKey)!.training);
      expect(runs.get(key)!.training.plan).toEqual(plan);
    }
  });

  it('raise the rate of LSQ with that of INQ, and freeze halves of what is free', () => {
    const [, raised, , drops, halves] = schedulesOf(scope);
    const lastRate = ({ plan }: typeof raised) =>
      learningRateAt(plan.steps - 1, plan.steps, plan.learningRate);
    const rates = ({ plan }: typeof raised) =>
      Array.from({ length: plan.steps }, (_value, step) =>
        learningRateAt(step, plan.steps, plan.learningRate),
      );
    const isRaised = (one: typeof raised) => {
      const all = rates(one);
      return all.some((rate, step) => step > 0 && rate > all[step - 1]);
    };
    expect([raised, drops, halves].map(isRaised)).toEqual([true, false, true]);
    expect(lastRate(drops)).toBeCloseTo(1e-4);
    const free = halves.plan.freezing.map(({ fraction }) => 1 - fraction);
    expect(free).toEqual([0.5, 0.25, 0.125, 0]);
  });
});
