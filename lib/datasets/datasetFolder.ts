import { join } from 'node:path';
import { isThere } from '../common/isThere';
import { readBopDataset, type BopOptions } from './bop/bopDataset';
import type { PoseDataset, Split } from './poseDataset';
import { readSwissCube, swissCubeLists } from './swissCube/swissCube';

/** What of a split is read; all of it where nothing is said. */
export type SplitOptions = Pick<BopOptions, 'objectIds' | 'targets'>;

/**
 * Reads a split of a folder that somebody brought: SwissCube as published, of one object, where the root has its list of
 * images, else BOP.
 * @throws DatasetError naming file and field
 */
export async function readDatasetFolder(
  folder: string,
  split: Split,
  options: SplitOptions = {},
): Promise<PoseDataset> {
  const isSwissCube = await isThere(join(folder, swissCubeLists[split]));
  return isSwissCube ? readSwissCube(folder, { split }) : readBopDataset(folder, { split, ...options });
}
