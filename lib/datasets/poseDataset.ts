import type { Camera } from '../geometry/camera';
import type { Pose, Vector3 } from '../geometry/pose';

/** Parts of a set that never mix: selection sees validation only, the test set is scored once a finished run. */
export type Split = 'train' | 'validation' | 'test';

/** What is known of an object, whatever image it is in. */
export interface ObjectModel {
  /** BOP object id, from 1 */
  readonly id: number;
  readonly name: string;
  /** mm */
  readonly diameter: number;
  /** The 8 corners of the axis-aligned box, mm; x varies slowest, z fastest */
  readonly corners: readonly Vector3[];
  /** [M, 3] surface points for the pose errors, mm */
  readonly points: Float64Array;
  /** [T, 3] numbers of the points that span the surface; absent where only points are known */
  readonly triangles?: Uint32Array;
  /** Rigid motions that leave the object looking the same; the identity is first */
  readonly symmetries: readonly Pose[];
}

/** One object in one image. */
export interface PoseInstance {
  readonly objectId: number;
  readonly pose: Pose;
  /** Visible share of the silhouette, 0 to 1; absent where the set does not say */
  readonly visibleFraction?: number;
}

/** What is known of an image without its pixels. */
export interface PoseSample {
  readonly sceneId: number;
  readonly imageId: number;
  readonly camera: Camera;
  readonly instances: readonly PoseInstance[];
}

/** The pixels of an image. */
export interface SamplePixels {
  /** [H, W, 3] RGB bytes */
  readonly image: Uint8Array;
  /** [H, W] 0 where no object is visible, k + 1 where instance k is */
  readonly instanceMap: Uint8Array;
}

/** One split of a data set. Annotations are in memory, pixels are read when asked for. */
export interface PoseDataset {
  readonly name: string;
  readonly split: Split;
  /** px, the same for all images */
  readonly width: number;
  readonly height: number;
  readonly objects: readonly ObjectModel[];
  readonly samples: readonly PoseSample[];
  /** SHA-256 over everything that a run can see of the split, hexadecimal */
  readonly hash: string;
  /**
   * @param index - position in `samples`
   * @throws DatasetError when the image or a mask cannot be decoded
   */
  pixels(index: number): Promise<SamplePixels>;
}
