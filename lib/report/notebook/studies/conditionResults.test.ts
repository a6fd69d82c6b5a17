import { describe, expect, it } from 'vitest';
import type { Condition } from '../../../experiments/studies/conditions';
import { conditionFigure, conditionTable, conditionVerdicts } from './conditionResults';
import { exampleRun } from '../exampleRun';
import type { SeedResults } from './seedResults';

const [hit, miss] = [0.05, 0.4];
const add = { metric: 'ADD', threshold: 0.1 } as const;
const conditions: Condition[] = [
  { name: 'usual', label: 'all 8000 images' },
  { name: 'few', label: '250 images' },
  { name: 'wide', label: 'twice as wide' },
];
const images = (value: number) => Array.from({ length: 40 }, () => value);
/** Made up: the ternary pyramid gains with few images and loses with many; width changes nothing. */
const errors: Readonly<Record<string, number>> = {
  ...{ 'fpn-lsq': miss, 'control-lsq': hit, 'few-fpn-lsq': hit, 'few-control-lsq': miss },
};
const seedsOf = (count: number): SeedResults[] =>
  Array.from({ length: count }, (_, seed) => ({
    seed,
    results: new Map(
      conditions.flatMap(({ name }) =>
        ['full-precision', 'control-lsq', 'fpn-lsq'].map((role) => {
          const key = name === 'usual' ? role : `${name}-${role}`;
          return [key, exampleRun(images(errors[key] ?? miss), { key: role, seed })] as const;
        }),
      ),
    ),
  }));
const study = (count: number) => [{ name: 'conditions', conditions, seeds: seedsOf(count), rule: add }];

describe('results under conditions', () => {
  it('say what a ternary pyramid changes in each', async () => {
    const { values } = await conditionTable(conditions, seedsOf(2), add);
    expect((values as string[][]).map((row) => row[3].split(' ')[0])).toEqual(['−100.0', '+100.0', '0.0']);
  });

  it('are judged by the rule of the ledger', async () => {
    const verdicts = async (count: number, profile: 'smoke' | 'mini') => {
      const { values } = await conditionVerdicts(study(count), profile);
      return (values as string[][]).map((row) => row[3]);
    };
    expect(await verdicts(5, 'mini')).toEqual(['costs', 'helps', 'undecided']);
    expect(new Set(await verdicts(1, 'mini'))).toEqual(new Set(['one seed: no verdict']));
    expect(new Set(await verdicts(5, 'smoke'))).toEqual(new Set(['smoke: no verdict']));
  });

  it('are a figure with a series a network', () => {
    const { traces } = conditionFigure(conditions, seedsOf(1), add, { title: 'Title', caption: 'Caption.' });
    expect(traces).toHaveLength(3);
  });
});
