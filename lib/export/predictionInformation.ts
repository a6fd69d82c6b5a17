import type { Matrix3, Vector3 } from '../geometry/pose';
import type { DecodingConfiguration } from '../training/prediction/posePredictor';

/** Everything beside the network and the meshes that poses are found by. */
export interface PredictionInformation {
  readonly input: InputInformation;
  /** Whether it looks at crops around detections, or at whole images */
  readonly needsDetections: boolean;
  /** Intrinsic matrix of the camera that whole images are seen through, px; missing where images are only fitted in */
  readonly cameraMatrix?: Matrix3 | undefined;
  /** In the order of the network's classes */
  readonly objects: readonly ObjectInformation[];
  readonly decoding: DecodingConfiguration;
}

/** What a network takes: RGB bytes less the mean, over the deviation. */
export interface InputInformation {
  /** px */
  readonly width: number;
  /** px */
  readonly height: number;
  /** Of red, green and blue, 0 to 255 */
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** An object as the network knows it. */
export interface ObjectInformation {
  /** BOP object id */
  readonly id: number;
  readonly name: string;
  /** mm */
  readonly diameter: number;
  /** The 8 corners of its box, mm; x varies slowest, z fastest */
  readonly corners: readonly Vector3[];
  /** SHA-256 over points and triangles, for networks whose answers name places on the surface */
  readonly surface: string;
}
