import type { Pose } from '../../../geometry/pose';

/** One estimated pose of an object in an image, a line of a BOP results file. */
export interface BopEstimate {
  readonly sceneId: number;
  readonly imageId: number;
  readonly objectId: number;
  /** Higher is surer */
  readonly score: number;
  readonly pose: Pose;
  /** Time for the whole image, the same for all of its estimates; -1 where it is not known */
  readonly seconds: number;
}

/** First line of a results file. */
export const resultsHeader = 'scene_id,im_id,obj_id,score,R,t,time';

/** @returns a key of the image that an estimate is of */
export function estimateImageKey({ sceneId, imageId }: Pick<BopEstimate, 'sceneId' | 'imageId'>): string {
  return `${sceneId}/${imageId}`;
}
