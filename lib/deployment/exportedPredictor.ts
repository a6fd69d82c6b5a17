import type { Detection } from '../datasets/detections';
import type { ObjectModel } from '../datasets/poseDataset';
import type { Camera } from '../geometry/camera';
import type { PnpSolver } from '../geometry/pnp';
import { fullPrecision } from '../models/modularNetwork';
import type { PosePrediction } from '../training/prediction/posePredictor';
import type { ExportedModel } from './exportedModel';
import { fitImage } from './fittedImage';
import { outputsInARow } from './outputsInARow';

/** An image of any size, its camera, and what a detector saw in it. */
export interface SeenImage {
  /** [H, W, 3] RGB bytes */
  readonly image: Uint8Array;
  readonly camera: Camera;
  readonly detections?: readonly Detection[] | undefined;
}

/** Finds objects in images with an exported network. */
export interface ExportedPredictor {
  /** Whether it looks at crops, and must be told where */
  readonly needsDetections: boolean;
  /**
   * @returns for every image one prediction an object; poses are in the frame of the image's own camera, votes are pixels of
   * the image that the network saw
   * @throws ConfigurationError where detections are needed and not given
   */
  predict(images: readonly SeenImage[]): Promise<PosePrediction[][]>;
}

/**
 * Makes a predictor; the model stays the caller's.
 * @param objects - in the order of the network's classes
 * @param wholeImages - whether images are fitted in whole, and not seen through the camera that the network was trained with
 * @throws ConfigurationError where the network does not have one class an object
 */
export function exportedPredictor(
  { network, prediction, run }: ExportedModel,
  objects: readonly ObjectModel[],
  solver: PnpSolver,
  wholeImages = false,
): ExportedPredictor {
  const { decoding, needsDetections, input } = prediction;
  const predictor = network.predictor({ precision: fullPrecision, objects, solver, decoding });
  const cameraMatrix = wholeImages ? undefined : prediction.cameraMatrix;
  const imageLength = 3 * input.width * input.height;
  return {
    needsDetections,
    async predict(images) {
      const seen = images.map((one) =>
        needsDetections ? one : fitImage(one.image, one.camera, input, cameraMatrix),
      );
      const detected = images.flatMap(({ detections }) => (detections === undefined ? [] : [detections]));
      const prepared = predictor.prepare(
        seen.map(({ image }) => image),
        seen.map(({ camera }) => camera),
        detected.length === images.length ? detected : undefined,
      );
      const count = prepared.images.length / imageLength;
      return prepared.decode(count === 0 ? {} : outputsInARow(await run(prepared.images, count), count));
    },
  };
}
