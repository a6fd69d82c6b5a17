import { sha256 } from '../common/canonicalJson';
import { canonicalPose } from '../geometry/canonicalPose';
import type { PoseDataset } from './poseDataset';

/**
 * A data set whose symmetric objects have one pose each of those that look the same: without it a network is asked for
 * different corners in images that cannot be told apart. Sets without symmetric objects stay as they are.
 */
export function withCanonicalPoses(dataset: PoseDataset): PoseDataset {
  const symmetries = new Map(dataset.objects.map((object) => [object.id, object.symmetries]));
  if (dataset.objects.every((object) => object.symmetries.length <= 1)) return dataset;
  const samples = dataset.samples.map((sample) => ({
    ...sample,
    instances: sample.instances.map((instance) => ({
      ...instance,
      pose: canonicalPose(instance.pose, symmetries.get(instance.objectId) ?? []),
    })),
  }));
  return { ...dataset, samples, hash: sha256(dataset.hash, 'canonical poses') };
}
