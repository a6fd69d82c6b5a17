import type { DataFrame } from 'danfojs-node';
import type { PoseDataset } from '../../../datasets/poseDataset';
import { dataFrame } from '../../tables/dataFrame';
import type { ShownDataset } from './datasetCollection';
import { depthsOf, posesOf } from './splitAnnotations';

/** A row a set and split: what it holds, and how much of its objects is hidden. */
export function collectionTable(sets: readonly ShownDataset[]): Promise<DataFrame> {
  const rows = sets.flatMap(({ name, splits }) =>
    Object.values(splits).map((dataset) => [name, ...splitRow(dataset)]),
  );
  return dataFrame(
    [
      ...['set', 'split', 'images', 'size', 'objects', 'symmetric', 'poses', 'median depth (m)'],
      ...['half hidden (%)', 'SHA-256'],
    ],
    rows,
  );
}

function splitRow(dataset: PoseDataset): (string | number | null)[] {
  const { split, samples, width, height, objects, hash } = dataset;
  const depths = depthsOf(dataset).sort((a, b) => a - b);
  return [
    split,
    samples.length,
    `${width} × ${height} px`,
    objects.length,
    objects.filter(({ symmetries }) => symmetries.length > 1).length,
    posesOf(dataset).length,
    depths[depths.length >> 1] / 1000,
    hiddenShare(dataset),
    hash.slice(0, 12),
  ];
}

/** @returns percentage of the poses of which less than half is seen; null where that is not known */
export function hiddenShare(dataset: PoseDataset): number | null {
  const fractions = visibleFractionsOf(dataset);
  if (fractions.length === 0) return null;
  return (100 * fractions.filter((fraction) => fraction < 0.5).length) / fractions.length;
}

/** @returns the visible share of each object in each image; none where the set does not say */
export function visibleFractionsOf({ samples }: PoseDataset): number[] {
  return samples.flatMap(({ instances }) =>
    instances.flatMap(({ visibleFraction }) => (visibleFraction === undefined ? [] : [visibleFraction])),
  );
}
