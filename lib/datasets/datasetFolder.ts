import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { readBopDataset } from './bop/bopDataset';
import type { PoseDataset, Split } from './poseDataset';
import { readSwissCube, swissCubeLists } from './swissCube/swissCube';

/**
 * Reads a split of a folder that somebody brought: SwissCube as published where the root has its list of images, else BOP.
 * @throws DatasetError naming file and field
 */
export async function readDatasetFolder(folder: string, split: Split): Promise<PoseDataset> {
  const isSwissCube = await access(join(folder, swissCubeLists[split])).then(
    () => true,
    () => false,
  );
  return isSwissCube ? readSwissCube(folder, { split }) : readBopDataset(folder, { split });
}
