import { describe, expect, it } from 'vitest';
import { squareData } from '../../test/support/squareExperiment';
import { silentReporter } from '../common/reporter';
import type { Split } from '../datasets/poseDataset';
import { holdInMemory, type ExperimentData } from './experimentData';

describe('data held in memory', () => {
  it('are the same, and are read once', async () => {
    const reads: Record<Split, number> = { train: 0, validation: 0, test: 0 };
    const counted = mapSplits(squareData, (split, dataset) => ({
      ...dataset,
      pixels: (index) => {
        reads[split]++;
        return dataset.pixels(index);
      },
    }));
    const held = await holdInMemory(counted, silentReporter);
    for (const split of ['train', 'validation', 'test'] as const) {
      expect(await held.splits[split].pixels(3)).toEqual(await squareData.splits[split].pixels(3));
    }
    expect(reads).toEqual({ train: 24, validation: 6, test: 6 });
    expect(held.hash).toBe(squareData.hash);
  });

  it('stay on disk when they are too large', async () => {
    const large = mapSplits(squareData, (_split, dataset) => ({
      ...dataset,
      width: 10_000,
      height: 10_000,
      pixels: () => Promise.reject(new Error('read')),
    }));
    expect(await holdInMemory(large, silentReporter)).toBe(large);
  });
});

type Splits = ExperimentData['splits'];

function mapSplits(
  data: ExperimentData,
  map: (split: Split, dataset: Splits[Split]) => Splits[Split],
): ExperimentData {
  const { train, validation, test } = data.splits;
  return {
    ...data,
    splits: {
      train: map('train', train),
      validation: map('validation', validation),
      test: map('test', test),
    },
  };
}
