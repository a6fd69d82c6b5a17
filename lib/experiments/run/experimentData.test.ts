import { describe, expect, it } from 'vitest';
import { squareData } from '../../../test/support/squareExperiment';
import { silentReporter } from '../../common/reporter';
import type { Split } from '../../datasets/poseDataset';
import { canonicalPose } from '../../geometry/canonicalPose';
import { holdInMemory, openExperimentData, type ExperimentData } from './experimentData';

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

describe('the data of LINEMOD', () => {
  it('are tested twice; symmetric objects are trained with one of the poses that look the same', async () => {
    const { splits, occluded } = await openExperimentData('smoke', silentReporter, { name: 'linemod-mini' });
    expect(Object.values(splits).map(({ objects }) => objects.length)).toEqual([8, 8, 8]);
    expect(occluded!.samples.some(({ instances }) => instances.length > 3)).toBe(true);
    const symmetries = new Map(splits.train.objects.map((object) => [object.id, object.symmetries]));
    for (const { pose, objectId } of splits.train.samples.flatMap(({ instances }) => instances))
      expect(canonicalPose(pose, symmetries.get(objectId)!)).toEqual(pose);
  });

  it('can be those of one object', async () => {
    const choice = { name: 'linemod-mini', objects: [7] };
    const { splits, occluded } = await openExperimentData('smoke', silentReporter, choice);
    for (const dataset of [...Object.values(splits), occluded!]) {
      expect(dataset.objects.map(({ id }) => id)).toEqual([7]);
      expect(dataset.samples.every(({ instances }) => instances.length === 1)).toBe(true);
    }
  });

  it('have a name that the profile knows', async () => {
    await expect(openExperimentData('smoke', silentReporter, { name: 'linemod' })).rejects.toThrow(
      /swisscube-mini, linemod-mini/,
    );
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
