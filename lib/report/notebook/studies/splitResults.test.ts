import { describe, expect, it } from 'vitest';
import { exampleScope } from '../../../../test/support/exampleRun';
import { moduleSplittingRuns, splitOrders, splitScope } from '../../../experiments/studies/moduleSplitting';
import { exampleRun } from '../exampleRun';
import type { SeedResults } from './seedResults';
import { splitOrderFigure, splitSetFigure, splitVerdicts } from './splitResults';

const [hit, miss] = [0.05, 0.4];
const add = { metric: 'ADD', threshold: 0.1 } as const;
const scope = exampleScope();
const text = { title: 'Title', caption: 'Caption.' };
const keys = moduleSplittingRuns(scope, 0).map(({ key }) => key);
const flow = splitOrders(splitScope(scope, 4))[0].map(({ module, bits }) => `${module}${bits}`);
const best = `4-modules-${flow.join('-')}-lsq`;

/** Made up: the paper's flow of 4 modules hits all images, other orders and controls every second. */
const errorsOf = (key: string) =>
  Array.from({ length: 40 }, (_, at) => (key === best || at % 2 ? hit : miss));
const seedsOf = (count: number): SeedResults[] =>
  Array.from({ length: count }, (_, seed) => ({
    seed,
    results: new Map(keys.map((key) => [key, exampleRun(errorsOf(key), { seed })])),
  }));

describe('results of split modules', () => {
  it('are drawn by rank with the flow of the paper marked, each order once', () => {
    const { traces, layout } = splitOrderFigure(scope, 4, seedsOf(1), add, text);
    const dots = traces.slice(0, 3).map(({ name, x, y }) => [name, x.length, y[0]]);
    expect(dots).toEqual([
      ["The paper's flow", 1, 0],
      ['Its reverse', 1, expect.any(Number)],
      ['Other orders', 22, 1],
    ]);
    expect(layout.yaxis.ticktext![0]).toMatch(/^(\w+, ){3}\w+$/);
    expect(layout.shapes).toHaveLength(1);
  });

  it('have every set of 5 modules, those of the pyramid told apart', () => {
    const { traces } = splitSetFigure(scope, 5, seedsOf(1), add, text);
    expect(traces.slice(0, 2).map(({ name, x }) => [name, x.length])).toEqual([
      ['Of the pyramid alone', 1],
      ['With other parts', 30],
    ]);
  });

  it('are judged by the rule of the ledger, and not from one seed or at smoke scale', async () => {
    const verdicts = async (count: number) =>
      (await splitVerdicts(scope, seedsOf(count), add)).values as string[][];
    const [first, second] = await verdicts(2);
    expect(first).toEqual([
      ...[
        "the paper's order is above every other",
        '4',
        2,
        flow.map((step) => step.replace(/(\d)$/, ' $1')).join(', '),
      ],
      ...[expect.stringMatching(/^\+50\.0/), '23 of 23', 0, 'holds'],
    ]);
    expect(second.slice(5)).toEqual(['0 of 11', 0, 'undecided']);
    expect(new Set((await verdicts(1)).map((row) => row[7]))).toEqual(new Set(['one seed: no verdict']));
    const smoke = exampleScope('smoke');
    const results = new Map(
      moduleSplittingRuns(smoke, 0).map(({ key }) => [key, exampleRun(errorsOf(key), { profile: 'smoke' })]),
    );
    const { values } = await splitVerdicts(smoke, [{ seed: 0, results }], add);
    expect((values as string[][]).map((row) => [row[1], row[7]])).toEqual([
      ['4', 'smoke: no verdict'],
      ['5', 'smoke: no verdict'],
    ]);
  });
});
