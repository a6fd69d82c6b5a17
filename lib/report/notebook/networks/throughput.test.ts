import { describe, expect, it } from 'vitest';
import type { ExperimentRun } from '../../../experiments/configuration/experiment';
import { experimentScope, wdrOnSwissCube } from '../../../experiments/configuration/experimentScope';
import type { Laboratory } from '../../../experiments/laboratory';
import { architectureKey, architectureRuns } from '../../../experiments/studies/architectures';
import { exampleRun } from '../exampleRun';
import { runsOfSeeds } from '../studies/seedResults';
import { storedSeeds } from '../studies/storedSeeds';
import { networkThroughputs, throughputFigure, throughputTable } from './throughput';

const scope = experimentScope('mini', wdrOnSwissCube, {
  images: { train: 4, validation: 2, test: 4 },
  objectCount: 1,
});
const seeds = runsOfSeeds(2, (seed) => architectureRuns(scope, seed));
/** Has some runs of either seed, and does none. */
const laboratoryWith = (...stored: string[]) =>
  ({
    plan: (runs: readonly ExperimentRun[]) =>
      Promise.resolve(runs.map(({ key }) => ({ status: stored.includes(key) ? 'reuse' : 'run' }))),
    run: (runs: readonly ExperimentRun[]) => {
      for (const { key } of runs) expect(stored).toContain(key);
      return Promise.resolve(new Map(runs.map(({ key }) => [key, exampleRun([0.05, 0.05, 0.05, 0.2])])));
    },
  }) as unknown as Laboratory;

describe('results that the store has', () => {
  it('are read, the others are not run', async () => {
    const key = architectureKey('wdr');
    const [first, second] = await storedSeeds(laboratoryWith(key, 'another'), seeds);
    expect([first, second].map(({ results }) => [...results.keys()])).toEqual([[key], [key]]);
  });

  it('do not count where what they start from is missing', async () => {
    const [{ results }] = await storedSeeds(laboratoryWith(architectureKey('caSpaceNet')), seeds);
    expect(results.size).toBe(0);
  });
});

describe('figure 2', () => {
  const rule = { metric: 'ADD', threshold: 0.1 } as const;
  const cost = (imagesPerSecond: number) => ({
    ...{ width: 64, height: 64, modules: [], outerParameters: {}, imagesPerSecond },
  });
  const costs = new Map([
    ['wdr', cost(100)],
    ['dlr', cost(40)],
  ] as const);
  const memory = new Map([
    ['wdr', 2 ** 20],
    ['dlr', 2 ** 22],
  ] as const);

  it('draws trained networks by throughput, recall and memory, and names the others', async () => {
    const results = await storedSeeds(laboratoryWith(architectureKey('wdr')), seeds);
    const measured = networkThroughputs(results, costs, memory, rule);
    const { traces, caption } = throughputFigure(measured, rule, 'mini');
    expect(traces).toHaveLength(1);
    expect(traces[0]).toMatchObject({ x: [100], y: [75], name: 'WDR, 1 MiB, ours', marker: { size: 13 } });
    expect(caption).toMatch(/Not trained at this scale yet: DLR\. .*SO-Pose.*GDR-Net.* nothing is drawn/);
    const table = await throughputTable(measured, rule);
    expect(table.values).toEqual([
      ['WDR', 100, 1, expect.stringMatching(/^75\.0 \(/), 2],
      ['DLR', 40, 4, 'not trained yet', 0],
    ]);
  });
});
