import { silentReporter } from '../../lib/common/reporter';
import { readBopDataset } from '../../lib/datasets/bop/bopDataset';
import { inMemory } from '../../lib/datasets/inMemory';
import type { PoseDataset } from '../../lib/datasets/poseDataset';
import { defaultSwissCubeMini } from '../../lib/datasets/swissCubeMini/configuration';
import { ensureSwissCubeMini } from '../../lib/datasets/swissCubeMini/swissCubeMini';
import { dataFolder } from '../../lib/experiments/run/experimentData';

/**
 * Renders images once and reads them into memory.
 * @param side - px
 */
export async function benchmarkImages(side: number, count: number): Promise<PoseDataset> {
  const folder = await ensureSwissCubeMini(dataFolder, {
    ...defaultSwissCubeMini,
    width: side,
    height: side,
    focalLength: 1.2 * side,
    images: { train: count, validation: 1, test: 1 },
  });
  return inMemory(await readBopDataset(folder, { split: 'train' }), silentReporter);
}
