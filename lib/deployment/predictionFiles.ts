import { join, parse } from 'node:path';
import { writeFileAtomically } from '../common/atomicFile';
import { refuseExisting } from '../common/refuseExisting';
import type { Reporter } from '../common/reporter';
import type { BopEstimate } from '../datasets/bop/results/estimate';
import { resultsFileName, writeBopResults, type ResultsName } from '../datasets/bop/results/resultsWriter';
import type { DetectionSource } from '../datasets/detections';
import type { ObjectModel } from '../datasets/poseDataset';
import { loadPnpSolver } from '../geometry/pnp';
import { posePicture } from '../report/pictures/posePicture';
import type { PosePrediction } from '../training/prediction/posePredictor';
import { openExportedModel } from './exportedModel';
import { exportedPredictor } from './exportedPredictor';
import { readSource, type ImageSource } from './imageSources';
import { readModelObjects, type MeshedObject } from './modelObjects';

/** Finds out where the network's objects were detected. */
export type DetectionFinder = (objects: readonly ObjectModel[]) => DetectionSource | Promise<DetectionSource>;

/** What is to be predicted, and what is written. */
export interface PredictionRequest {
  /** An exported file */
  readonly model: string;
  /** Mesh files, one an object of the network */
  readonly meshes: readonly string[];
  /** mm that the unit of the meshes stands for; 1 for PLY and OBJ, 1000 for GLB where it is missing */
  readonly millimeters?: number | undefined;
  readonly sources: readonly ImageSource[];
  /** In each image, for networks that look at crops */
  readonly detections?: DetectionFinder | undefined;
  /** Whether images are fitted in whole, and not seen through the camera that the network was trained with */
  readonly wholeImages?: boolean | undefined;
  /** Folder that is written to; made if it is missing */
  readonly output: string;
  /** Whether each image is drawn with what was found in it, as `SCENE-NAME.png` */
  readonly overlays: boolean;
  /** Name of the BOP results file; none is written without it */
  readonly results?: ResultsName | undefined;
  /** Whether files that are there may be overwritten */
  readonly overwrite?: boolean | undefined;
}

/** What was found in an image. */
export interface PredictedImage {
  readonly source: ImageSource;
  readonly predictions: readonly PosePrediction[];
  /** From the decoded image to its poses */
  readonly seconds: number;
  /** The picture that was written */
  readonly overlay: string | undefined;
}

/**
 * Predicts images with an exported network and writes what was found: overlays image by image, the results at the end, each file
 * whole or not at all.
 * @throws ConfigurationError when a file that would be written is there
 * @throws ExportError, CheckpointError or DatasetError naming the model, mesh or image that cannot be used
 */
export async function predictToFiles(
  request: PredictionRequest,
  reporter: Reporter,
): Promise<PredictedImage[]> {
  const { sources, output, results, overwrite = false } = request;
  if (!overwrite) await refuseExisting(filesOf(request), 'Give another output, or --force.');
  const model = await openExportedModel(request.model);
  try {
    const { prediction, information } = model;
    const needsSurface = !boxNetworks.has(information.architecture);
    const meshed = await readModelObjects(prediction.objects, request.meshes, needsSurface, {
      ...(request.millimeters !== undefined && { millimeters: request.millimeters }),
    });
    const objects = meshed.map(({ object }) => object);
    const predictor = exportedPredictor(model, objects, await loadPnpSolver(), request.wholeImages);
    const detections = await request.detections?.(objects);
    const progress = reporter.progress('poses', sources.length, 'images');
    const predicted: PredictedImage[] = [];
    for (const [index, source] of sources.entries()) {
      const image = await readSource(source);
      const start = performance.now();
      const [predictions] = await predictor.predict([
        { image, camera: source.camera, detections: detections?.(index) },
      ]);
      const seconds = Number(((performance.now() - start) / 1000).toFixed(4));
      const overlay = request.overlays ? overlayFile(output, source) : undefined;
      if (overlay !== undefined)
        await writeFileAtomically(
          overlay,
          await posePicture(image, source.camera, posed(predictions, meshed)),
        );
      predicted.push({ source, predictions, seconds, overlay });
      progress.update(predicted.length);
    }
    progress.finish();
    if (results !== undefined) await writeBopResults(output, results, predicted.flatMap(estimatesOf));
    return predicted;
  } finally {
    await model.dispose();
  }
}

/** Networks that vote for corners of the object's box; others name places on its surface. */
const boxNetworks: ReadonlySet<string> = new Set(['wdr', 'caSpaceNet', 'segDriven']);

function filesOf({ sources, output, overlays, results }: PredictionRequest): string[] {
  return [
    ...(overlays ? sources.map((source) => overlayFile(output, source)) : []),
    ...(results === undefined ? [] : [join(output, resultsFileName(results))]),
  ];
}

function overlayFile(output: string, { sceneId, file }: ImageSource): string {
  return join(output, `${String(sceneId).padStart(6, '0')}-${parse(file).name}.png`);
}

function posed(predictions: readonly PosePrediction[], meshed: readonly MeshedObject[]) {
  return predictions.flatMap(({ objectId, pose }) => {
    const found = meshed.find(({ object }) => object.id === objectId);
    return pose === undefined || found === undefined ? [] : [{ ...found, pose }];
  });
}

/** The score is the number of correspondences that agree. */
function estimatesOf({ source, predictions, seconds }: PredictedImage): BopEstimate[] {
  const { sceneId, imageId } = source;
  return predictions.flatMap(({ objectId, pose, inliers = 0 }) =>
    pose === undefined ? [] : [{ sceneId, imageId, objectId, score: inliers, pose, seconds }],
  );
}
