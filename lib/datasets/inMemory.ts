import type { Reporter } from '../common/reporter';
import { mapConcurrently } from './concurrency';
import type { PoseDataset } from './poseDataset';

/** Images decoded at once. */
const CONCURRENCY = 8;

/**
 * Decodes all pixels of a split once, into one block of bytes: for sets that fit into memory.
 * @returns the same split; what its `pixels` gives are views that must not be written to
 * @throws DatasetError when an image or mask cannot be decoded
 */
export async function inMemory(dataset: PoseDataset, reporter: Reporter): Promise<PoseDataset> {
  const { samples, width, height } = dataset;
  const area = width * height;
  const images = new Uint8Array(samples.length * area * 3); // [N, H, W, 3]
  const instanceMaps = new Uint8Array(samples.length * area); // [N, H, W]
  const task = reporter.progress(`reading ${dataset.name} (${dataset.split})`, samples.length, 'images');
  let completed = 0;
  try {
    await mapConcurrently(samples, CONCURRENCY, async (_, index) => {
      const { image, instanceMap } = await dataset.pixels(index);
      images.set(image, index * area * 3);
      instanceMaps.set(instanceMap, index * area);
      task.update(++completed);
    });
  } finally {
    task.finish();
  }
  return {
    name: dataset.name,
    split: dataset.split,
    width,
    height,
    objects: dataset.objects,
    samples,
    hash: dataset.hash,
    pixels: (index) =>
      Promise.resolve({
        image: images.subarray(index * area * 3, (index + 1) * area * 3),
        instanceMap: instanceMaps.subarray(index * area, (index + 1) * area),
      }),
  };
}
