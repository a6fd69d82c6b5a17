import type { ExperimentData } from '../../../experiments/run/experimentData';
import type { PoseDataset } from '../../../datasets/poseDataset';
import type { Pose } from '../../../geometry/pose';
import { depthBins } from '../../../metrics/depthBins';
import type { SplitName } from '../../figures/palette';

/** @returns the poses of all objects in all images of a split, in their order */
export function posesOf({ samples }: PoseDataset): Pose[] {
  return samples.flatMap(({ instances }) => instances.map(({ pose }) => pose));
}

/** @returns depth of the center of each object of a split, mm */
export function depthsOf(dataset: PoseDataset): number[] {
  return posesOf(dataset).map(({ translation }) => translation[2]);
}

/** @returns what a function makes of each split */
export function bySplit<T>(
  { splits }: ExperimentData,
  make: (dataset: PoseDataset) => T,
): Record<SplitName, T> {
  const { train, validation, test } = splits;
  return { train: make(train), validation: make(validation), test: make(test) };
}

/** @returns edges of near, medium and far, mm: three equal spans over the depth range of the test set */
export function depthEdges({ splits }: ExperimentData): readonly [number, number, number, number] {
  return depthBins(depthsOf(splits.test)).edges;
}
