import { describe, expect, it } from 'vitest';
import { squareDataset } from '../../../../test/support/syntheticTask';
import type { BopDataset } from '../../../datasets/bop/bopDataset';
import type { PoseDataset } from '../../../datasets/poseDataset';
import { datasetStyles } from '../../figures/palette';
import { collectionDepths, collectionOcclusion, spreadGallery } from './collectionFigures';
import { collectionTable, hiddenShare } from './collectionTable';
import type { ShownDataset } from './datasetCollection';
import { occlusionVerdict } from './occlusionVerdict';

const squares = squareDataset(8, 64, 3);
/** The same, each object seen to the share given. */
const seenTo = (share: (index: number) => number): PoseDataset => ({
  ...squares,
  samples: squares.samples.map((sample, index) => ({
    ...sample,
    instances: sample.instances.map((instance) => ({ ...instance, visibleFraction: share(index) })),
  })),
});
const shown = (name: string, test: PoseDataset, place: number): ShownDataset => ({
  name,
  splits: { test },
  style: { label: name, ...datasetStyles[place] },
});
const unknown = { ...squares, samples: squares.samples.map(withoutFractions) };
const sets = [shown('hidden', seenTo((index) => (index % 4 === 0 ? 0.3 : 1)), 0), shown('unknown', unknown, 1)]; // prettier-ignore
const text = { title: 'Title', caption: 'Caption.' };

function withoutFractions(sample: PoseDataset['samples'][number]): PoseDataset['samples'][number] {
  return { ...sample, instances: sample.instances.map(({ objectId, pose }) => ({ objectId, pose })) };
}

describe('what notebooks say of several sets', () => {
  it('tells how much is hidden, and where that is not known', async () => {
    expect(sets.map(({ splits }) => hiddenShare(splits.test))).toEqual([25, null]);
    const table = await collectionTable(sets);
    expect((table.values as unknown[][]).map((row) => [row[0], row[2], row[8]])).toEqual([
      ['hidden', 8, 25],
      ['unknown', 8, null],
    ]);
    const [first, second] = occlusionVerdict(sets).split('\n');
    expect(first).toMatch(/\*\*hidden\*\*: 1\.0 .* seen to 100 % or more, and 25\.0 % are hidden by half/);
    expect(second).toMatch(/\*\*unknown\*\*: .* the set does not say/);
  });

  it('draws depths of all sets and occlusion of those that know it', () => {
    expect(collectionDepths(sets, text).traces).toHaveLength(2);
    expect(collectionOcclusion(sets, text).traces.map(({ name }) => name)).toEqual(['hidden (8)']);
  });

  it('shows images of a set that lacks masks, and none that lacks pixels', async () => {
    const asked: number[] = [];
    const partial = {
      ...unknown,
      hasPixels: (index: number) => index % 2 === 1,
      hasMasks: () => false,
      async image(index: number) {
        asked.push(index);
        return (await squares.pixels(index)).image;
      },
    } as unknown as BopDataset;
    const gallery = await spreadGallery(partial, 6, text);
    expect(asked).toEqual([1, 3, 5, 7]);
    expect(gallery.alternativeText).toContain('4 pictures');
  });
});
