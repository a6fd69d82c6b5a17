import { describe, expect, it } from 'vitest';
import { exampleIngredients, exampleScope } from '../../../test/support/exampleRun';
import { firstQuantizedModuleRuns } from '../studies/firstQuantizedModule';
import { identifyRuns } from '../execution/identifiedRuns';
import { flowControlRuns, flowRuns, mqatSteps, singleShotRun } from './sequentialRuns';
import type { ExperimentRun } from '../configuration/experiment';

const scope = exampleScope();
const steps = [
  { module: 'fpn', bits: 2 },
  { module: 'head', bits: 8 },
  { module: 'backbone', bits: 4 },
];
const identify = (runs: readonly ExperimentRun[]) => {
  const { dataHash, behavioralFingerprint, engine } = exampleIngredients;
  return identifyRuns(runs, {
    ...{ dataHash, behavioralFingerprint, engine },
  });
};
const totalSteps = (runs: readonly ExperimentRun[]) =>
  runs.reduce((sum, { configuration }) => sum + configuration.training.plan.steps, 0);

describe.each(['lsq', 'inq'] as const)('a flow by %s', (method) => {
  const flow = flowRuns(scope, 3, method, steps);

  it('adds a module a run, each from the one before, the first from full precision', () => {
    expect(flow.map(({ configuration }) => Object.values(configuration.quantization).join('-'))).toEqual([
      '32-32-32',
      '32-2-32',
      '32-2-8',
      '4-2-8',
    ]);
    const identified = identify(flow);
    expect(identified.map(({ configuration }) => configuration.parent)).toEqual([
      undefined,
      ...identified.slice(0, 3).map(({ id }) => id),
    ]);
  });

  it('begins with a probe of table 1, and shares what orders have in common', () => {
    const ids = new Set(identify(firstQuantizedModuleRuns(scope, 3)).map(({ id }) => id));
    const idsOf = (order: typeof steps) => identify(flowRuns(scope, 3, method, order)).map(({ id }) => id);
    const [first, second] = [idsOf(steps), idsOf([steps[0], steps[2], steps[1]])];
    expect(first.map((id) => ids.has(id))).toEqual([true, true, false, false]);
    expect(first.map((id, stage) => id === second[stage])).toEqual([true, true, false, false]);
  });

  it('sees the batches of its control and of a single shot, as many steps of each', () => {
    const control = flowControlRuns(scope, 3, method, 3);
    const single = singleShotRun(scope, 3, method, { backbone: 4, fpn: 2, head: 8 }, 3);
    const schedules = [flow, control].map((runs) =>
      runs.slice(1).map(({ configuration }) => configuration.training),
    );
    expect(schedules[0]).toEqual(schedules[1]);
    const [length] = schedules[0].map(({ plan }) => plan.steps);
    expect(schedules[0].map(({ firstBatch }) => firstBatch)).toEqual([undefined, length, 2 * length]);
    expect([totalSteps(flow.slice(1)), totalSteps([single])]).toEqual([3 * length, 3 * length]);
    identify([...control, single]);
  });
});

describe('the steps of MQAT', () => {
  const sizes = { backbone: 900, fpn: 60, head: 40 };

  it('are the module that won, then the others by size', () => {
    const rho = { backbone: 4, fpn: 2, head: 8 };
    expect(mqatSteps('fpn', rho, sizes)).toEqual(steps);
    expect(mqatSteps(undefined, rho, sizes).map(({ module }) => module)).toEqual(['head', 'fpn', 'backbone']);
  });
});
