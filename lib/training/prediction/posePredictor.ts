import type { Reporter } from '../../common/reporter';
import type { Detection, DetectionSource } from '../../datasets/detections';
import type { ObjectModel, PoseDataset } from '../../datasets/poseDataset';
import type { Camera } from '../../geometry/camera';
import type { PnpSolution, PnpSolver } from '../../geometry/pnp';
import type { Pose } from '../../geometry/pose';
import type { PrecisionPolicy } from '../../models/modularNetwork';
import { wdrCells } from '../../models/wdrCells';
import { collectCornerVotes, type CellPredictions, type CornerVotes } from '../../models/wdrDecoding';
import { checkClasses } from '../../models/wdrInputs';
import type { PyramidLevel, WdrNetwork } from '../../models/wdr';
import { cellPredictor } from './cellPredictor';
import { ransacPose } from './ransacPose';
import { wholeImagePredictor } from './wholeImagePredictor';

/** How corner votes become a pose. */
export interface DecodingConfiguration {
  /** Class probability from which a cell votes */
  readonly confidenceThreshold: number;
  readonly ransac: {
    readonly iterations: number;
    /** px */
    readonly inlierThreshold: number;
    readonly confidence: number;
  };
}

/** What a network says of one object in one image. */
export interface PosePrediction {
  readonly objectId: number;
  /** Undefined where nothing was found */
  readonly pose: Pose | undefined;
  /** Correspondences that agree with the pose; missing where there is none */
  readonly inliers?: number;
  /** The corners that the cells voted for, for figures of their spread */
  readonly votes: CornerVotes | undefined;
}

/** Images as a network takes them, and the way back from what it says: for networks that run elsewhere. */
export interface PreparedImages {
  /** [B, H, W, 3] normalized; B is smaller than the number of images where nothing was detected in some */
  readonly images: Float32Array;
  /**
   * @param outputs - by name, the numbers of all prepared images in a row
   * @returns for every image one prediction an object, in the order of the objects
   */
  decode(outputs: Readonly<Record<string, Float32Array>>): PosePrediction[][];
}

/** Finds the objects of images with a trained network. */
export interface PosePredictor {
  /** Whether it looks at crops, and must be told where */
  readonly needsDetections: boolean;
  /** The part of {@link predict} before the network and the one after it; takes and throws the same. */
  prepare(
    images: readonly Uint8Array[],
    cameras: readonly Camera[],
    detections?: readonly (readonly Detection[])[],
  ): PreparedImages;
  /**
   * @param images - [H, W, 3] RGB bytes each, as many as cameras
   * @param detections - in each image, for predictors that need them
   * @returns for every image one prediction an object, in the order of the objects
   * @throws DatasetError where an image is not of the network's size
   * @throws ConfigurationError where detections are needed and not given
   */
  predict(
    images: readonly Uint8Array[],
    cameras: readonly Camera[],
    detections?: readonly (readonly Detection[])[],
  ): PosePrediction[][];
}

/**
 * Makes a predictor; the network stays the caller's.
 * @param compiledBatch - images that go through the network together as one graph, which pays for many images; without it
 * the network runs operation by operation
 * @throws ConfigurationError where the network does not have one class an object
 */
export function wdrPredictor(
  network: WdrNetwork,
  precision: PrecisionPolicy,
  objects: readonly ObjectModel[],
  solver: PnpSolver,
  decoding: DecodingConfiguration,
  compiledBatch?: number,
): PosePredictor {
  const { configuration, levels } = network;
  checkClasses(configuration, objects);
  const decode = poseDecoder(levels, objects, solver, decoding);
  return wholeImagePredictor(configuration, cellPredictor(network, precision, compiledBatch), decode);
}

/** Turns what the cells of one image say into one prediction an object. */
export type PoseDecoder = (predictions: CellPredictions, camera: Camera) => PosePrediction[];

/** Makes the decoder of a grid of cells: votes of the confident cells, then PnP. */
export function poseDecoder(
  levels: readonly PyramidLevel[],
  objects: readonly ObjectModel[],
  solver: PnpSolver,
  decoding: DecodingConfiguration,
): PoseDecoder {
  const cells = wdrCells(levels);
  return (predictions, camera) =>
    objects.map((object, objectClass) => {
      const { confidenceThreshold } = decoding;
      const votes = collectCornerVotes(
        predictions,
        objectClass,
        objects.length,
        levels,
        cells,
        confidenceThreshold,
      );
      const solution = votes && solvePose(votes, object, camera, solver, decoding);
      return { ...predictionOf(object, solution), votes };
    });
}

/**
 * Predicts every image of a data set, in batches.
 * @param detections - for predictors that need them
 * @returns for every image one prediction an object
 */
export async function predictDataset(
  predictor: PosePredictor,
  dataset: PoseDataset,
  batchSize: number,
  reporter: Reporter,
  detections?: DetectionSource,
): Promise<PosePrediction[][]> {
  const progress = reporter.progress(`poses of the ${dataset.split} set`, dataset.samples.length, 'images');
  const predictions: PosePrediction[][] = [];
  for (let first = 0; first < dataset.samples.length; first += batchSize) {
    const samples = dataset.samples.slice(first, first + batchSize);
    const pixels = await Promise.all(samples.map((_, index) => dataset.pixels(first + index)));
    predictions.push(
      ...predictor.predict(
        pixels.map(({ image }) => image),
        samples.map(({ camera }) => camera),
        detections && samples.map((_, index) => detections(first + index)),
      ),
    );
    progress.update(predictions.length);
  }
  progress.finish();
  return predictions;
}

/** @returns what is said of an object when its pose was found so, or not found */
export function predictionOf({ id }: ObjectModel, solution: PnpSolution | undefined): PosePrediction {
  if (solution === undefined) return { objectId: id, pose: undefined, votes: undefined };
  return { objectId: id, pose: solution.pose, inliers: solution.inliers.length, votes: undefined };
}

/** Finds the pose that most corner votes agree with. */
export function solvePose(
  votes: CornerVotes,
  object: ObjectModel,
  camera: Camera,
  solver: PnpSolver,
  { ransac }: DecodingConfiguration,
): PnpSolution | undefined {
  const corners = object.corners.flat();
  const voters = votes.confidences.length;
  const objectPoints = Float64Array.from({ length: 24 * voters }, (_, index) => corners[index % 24]);
  return ransacPose({ objectPoints, imagePoints: votes.corners, camera }, solver, ransac);
}
