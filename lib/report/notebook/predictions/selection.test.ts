import { describe, expect, it } from 'vitest';
import { exampleScope } from '../../../../test/support/exampleRun';
import { ConfigurationError } from '../../../common/errors';
import type { ExperimentRun } from '../../../experiments/configuration/experiment';
import type { Laboratory } from '../../../experiments/laboratory';
import { firstQuantizedModuleRuns } from '../../../experiments/studies/firstQuantizedModule';
import { exampleSeed } from '../exampleRun';
import { evenlyRanked } from './imageSelection';
import { planTable } from '../studies/planTable';
import { allResults, reproduceCommand, resultsOf, runSeeds, runsOfSeeds } from '../studies/seedResults';

describe('evenlyRanked', () => {
  it('takes even steps from the least to the greatest; what has no number comes last', () => {
    expect(evenlyRanked([5, 1, null, 3, 4], 3)).toEqual([1, 4, 2]);
    expect(evenlyRanked([2, 2, 1], 3)).toEqual([2, 0, 1]);
    expect(evenlyRanked([2, 1], 1)).toEqual([1]);
  });

  it('refuses more images than there are', () => {
    expect(() => evenlyRanked([1], 2)).toThrow(ConfigurationError);
    expect(() => evenlyRanked([1], 0)).toThrow(ConfigurationError);
  });
});

describe('runs of several seeds', () => {
  const makeRuns = (seed: number) => firstQuantizedModuleRuns(exampleScope(), seed);
  /** Has everything, of the made-up seed that the runs are of. */
  const laboratory = {
    plan: (runs: readonly ExperimentRun[]) => Promise.resolve(runs.map(() => ({ reason: 'reused' }))),
    run: (runs: readonly ExperimentRun[]) =>
      Promise.resolve(exampleSeed(() => [0.05], { seed: runs[0].configuration.seed }).results),
  } as unknown as Laboratory;

  it('are planned in a table, a row a run', async () => {
    const frame = await planTable(laboratory, runsOfSeeds(2, makeRuns));
    expect(frame.values).toHaveLength(18);
    expect(reproduceCommand('table-1', 'mini', runsOfSeeds(2, makeRuns))).toMatch(
      /--profile mini --only table-1 --seeds 0 1$/,
    );
    expect((frame.values as unknown[][])[13]).toEqual([1, 'fpn at 2 bits by LSQ', '32-2-32', 1200, 'reused']);
  });

  it('are found again by their key, one a seed', async () => {
    const results = await runSeeds(laboratory, runsOfSeeds(2, makeRuns));
    const seedsOf = resultsOf(results, 'fpn-inq').map(({ ingredients }) => ingredients.configuration.seed);
    expect(seedsOf).toEqual([0, 1]);
    expect(allResults(results)).toHaveLength(18);
    expect(() => resultsOf(results, 'neck-lsq')).toThrow('seed 0 has no run neck-lsq');
  });

  it('need a count of seeds', () => {
    expect(() => runsOfSeeds(0, makeRuns)).toThrow(ConfigurationError);
    expect(() => runsOfSeeds(1.5, makeRuns)).toThrow(ConfigurationError);
  });
});
