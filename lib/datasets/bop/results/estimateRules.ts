import type { ObjectModel, PoseSample } from '../../poseDataset';
import { estimateImageKey, type BopEstimate } from './estimate';
import type { LineFault } from './resultLine';

/** The images and objects that estimates may be of; a data set is one. */
export interface EstimateScope {
  readonly samples: readonly Pick<PoseSample, 'sceneId' | 'imageId'>[];
  readonly objects: readonly Pick<ObjectModel, 'id'>[];
}

/** s; the official tools round times too */
const TIME_TOLERANCE = 0.001;

/** Checks estimates against those before them and against a data set. */
export class EstimateRules {
  private readonly times = new Map<string, number>();
  private readonly seen = new Set<string>();
  private readonly images: ReadonlySet<string> | undefined;
  private readonly objects: ReadonlySet<number> | undefined;

  /** @param scope - any image and object where absent */
  constructor(scope: EstimateScope | undefined) {
    this.images = scope && new Set(scope.samples.map(estimateImageKey));
    this.objects = scope && new Set(scope.objects.map(({ id }) => id));
  }

  /** @returns what is wrong with the next estimate; one without fault is remembered */
  check(estimate: BopEstimate): LineFault | undefined {
    const { sceneId, imageId, objectId, pose, seconds } = estimate;
    const image = estimateImageKey(estimate);
    if (this.images?.has(image) === false) {
      const found = `image ${imageId} of scene ${sceneId}`;
      return { field: 'scene_id, im_id', found, expected: "one of the data set's images" };
    }
    if (this.objects?.has(objectId) === false) {
      const expected = `one of the data set's objects ${[...this.objects].join(', ')}`;
      return { field: 'obj_id', found: String(objectId), expected };
    }
    const time = this.times.get(image) ?? seconds;
    if (Math.abs(time - seconds) > TIME_TOLERANCE) {
      return { field: 'time', found: `${seconds} s`, expected: `${time} s, as before for this image` };
    }
    const identity = [image, objectId, ...pose.rotation, ...pose.translation].join(' ');
    if (this.seen.has(identity)) {
      return { field: 'R, t', found: 'the same pose again', expected: 'each estimate once' };
    }
    this.times.set(image, time);
    this.seen.add(identity);
    return undefined;
  }
}
