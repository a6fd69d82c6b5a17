import type { PoseDataset } from '../../../datasets/poseDataset';
import type { EvaluationConfiguration } from '../../../experiments/configuration/runConfiguration';
import { standInDetections } from '../../../experiments/run/runEvaluation';
import type { TrainedNetwork } from '../../../experiments/run/trainedNetwork';
import { silentReporter } from '../../../common/reporter';
import { loadPnpSolver } from '../../../geometry/pnp';
import type { Pose } from '../../../geometry/pose';
import { averageDistance } from '../../../metrics/add';
import { ModelPoints } from '../../../metrics/modelPoints';
import { predictDataset, type PosePrediction } from '../../../training/prediction/posePredictor';

/** What a network says of the first object of one image. */
export interface ImagePrediction {
  /** Position in the data set */
  readonly index: number;
  readonly truth: Pose;
  readonly prediction: PosePrediction;
  /** ADD over the diameter; null where nothing was found */
  readonly error: number | null;
}

/**
 * Predicts some images of a data set.
 * @param evaluation - how votes become poses, as the run was scored
 * @throws DatasetError when an image cannot be decoded
 */
export async function predictImages(
  { network, precision }: Pick<TrainedNetwork, 'network' | 'precision'>,
  evaluation: EvaluationConfiguration,
  dataset: PoseDataset,
  images: readonly number[],
): Promise<ImagePrediction[]> {
  const chosen: PoseDataset = {
    ...dataset,
    samples: images.map((index) => dataset.samples[index]),
    pixels: (place) => dataset.pixels(images[place]),
  };
  const solver = await loadPnpSolver();
  const predictor = network.predictor({
    precision,
    objects: dataset.objects,
    solver,
    decoding: evaluation,
  });
  const detections = standInDetections(predictor, chosen);
  const predictions = await predictDataset(predictor, chosen, images.length, silentReporter, detections);
  return images.map((index, place) => {
    const [{ objectId, pose: truth }] = dataset.samples[index].instances;
    const object = dataset.objects.find(({ id }) => id === objectId)!;
    const prediction = predictions[place].find((candidate) => candidate.objectId === objectId)!;
    const { pose } = prediction;
    const error =
      pose === undefined
        ? null
        : averageDistance(new ModelPoints(object.points), pose, truth) / object.diameter;
    return { index, truth, prediction, error };
  });
}
