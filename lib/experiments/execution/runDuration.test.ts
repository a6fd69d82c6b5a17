import { expect, it } from 'vitest';
import { exampleConfiguration, exampleIngredients, exampleRun } from '../../../test/support/exampleRun';
import type { RunConfiguration } from '../configuration/runConfiguration';
import type { StoredRun } from '../store/storedRun';
import { expectedSeconds } from './runDuration';

type Network = RunConfiguration['model']['network'];

function configurationOf(
  network: Network,
  method: RunConfiguration['method'],
  steps: number,
): RunConfiguration {
  const { training } = exampleConfiguration;
  return {
    ...{ ...exampleConfiguration, model: { network, scale: 'mini' }, method },
    training: { ...training, plan: { ...training.plan, steps } },
  };
}

/** @returns a run that took so many seconds */
function took(wallSeconds: number, ...what: Parameters<typeof configurationOf>): StoredRun {
  const run = exampleRun({ ...exampleIngredients, configuration: configurationOf(...what) });
  return { ...run, id: '', folder: '', environment: { ...run.environment, wallSeconds } };
}

const measured = [
  took(100, 'wdr', 'none', 1000),
  took(300, 'wdr', 'none', 1000),
  took(120, 'wdr', 'none', 1000),
  took(360, 'wdr', 'lsq', 1000),
  took(7, 'wdr', 'postTrainingMinMax', 0),
  took(400, 'caSpaceNet', 'none', 1000),
];
const expected = (...what: Parameters<typeof configurationOf>) =>
  expectedSeconds(configurationOf(...what), measured);

it('expects of a run the median pace of those like it', () => {
  expect(expected('wdr', 'none', 500)).toBe(60);
  expect(expected('wdr', 'postTrainingMinMax', 0)).toBe(7);
});

it('scales the pace of a network by what methods differ on another, where steps were taken', () => {
  expect(expected('caSpaceNet', 'lsq', 1000)).toBeCloseTo((400 * 360) / 120, 10);
  expect(expected('caSpaceNet', 'postTrainingMinMax', 0)).toBeUndefined();
  expect(expected('dlr', 'lsq', 1000)).toBeUndefined();
});
