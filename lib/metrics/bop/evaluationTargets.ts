import type { BopTarget } from '../../datasets/bop/bopSchemas';
import type { PoseDataset } from '../../datasets/poseDataset';
import type { Pose } from '../../geometry/pose';
import { leastVisibleShare } from './bopRules';

/** An object that is to be found in an image, as often as it has poses. */
export interface EvaluationTarget {
  /** Position of the image in the data set */
  readonly image: number;
  readonly objectId: number;
  /** True poses, the most visible first */
  readonly truths: readonly Pose[];
}

/**
 * What is to be found: of each object in each image the most visible instances, as many as the target list says. Without
 * a list, all instances of which a tenth is visible, or of which nothing is known.
 */
export function evaluationTargets(
  { samples }: Pick<PoseDataset, 'samples'>,
  targets: readonly BopTarget[] | undefined,
): EvaluationTarget[] {
  const counts = targets && new Map(targets.map((target) => [key(target), target.inst_count]));
  return samples.flatMap(({ sceneId, imageId, instances }, image) => {
    const ids = [...new Set(instances.map(({ objectId }) => objectId))];
    return ids.flatMap((objectId): EvaluationTarget[] => {
      const visible = instances
        .filter((instance) => instance.objectId === objectId)
        .map(({ pose, visibleFraction = 1 }) => ({ pose, visibleFraction }))
        .sort((first, second) => second.visibleFraction - first.visibleFraction);
      const count = counts?.get(key({ scene_id: sceneId, im_id: imageId, obj_id: objectId }));
      const chosen =
        counts === undefined
          ? visible.filter(({ visibleFraction }) => visibleFraction >= leastVisibleShare)
          : visible.slice(0, count ?? 0);
      return chosen.length === 0 ? [] : [{ image, objectId, truths: chosen.map(({ pose }) => pose) }];
    });
  });
}

function key({ scene_id, im_id, obj_id }: Omit<BopTarget, 'inst_count'>): string {
  return `${scene_id}/${im_id}/${obj_id}`;
}
