import type { PoseDataset } from '../../../datasets/poseDataset';
import type { EvaluationConfiguration } from '../../../experiments/configuration/runConfiguration';
import type { TrainedNetwork } from '../../../experiments/run/trainedNetwork';
import { projectPoint } from '../../../geometry/projection';
import { transformPoint } from '../../../geometry/rotations';
import { voteSpread, type VoteSpread } from '../../../metrics/voteSpread';
import { predictImages, type ImagePrediction } from './imagePredictions';

/** Images that go through the network together. */
const batchSize = 50;

/**
 * Measures the votes of a network for the corners of the object in each image, as shares of the object's diameter as it is
 * seen, so that near and far images count alike.
 * @returns one an image; undefined where fewer than two cells voted
 */
export async function cornerClouds(
  trained: Pick<TrainedNetwork, 'network' | 'precision'>,
  evaluation: EvaluationConfiguration,
  dataset: PoseDataset,
  images: readonly number[],
): Promise<(VoteSpread | undefined)[]> {
  const clouds: (VoteSpread | undefined)[] = [];
  for (let first = 0; first < images.length; first += batchSize) {
    const batch = images.slice(first, first + batchSize);
    const predictions = await predictImages(trained, evaluation, dataset, batch);
    clouds.push(...predictions.map((prediction) => cloudOf(dataset, prediction)));
  }
  return clouds;
}

function cloudOf(
  { samples, objects }: PoseDataset,
  { index, truth, prediction: { objectId, votes } }: ImagePrediction,
): VoteSpread | undefined {
  const { camera } = samples[index];
  const object = objects.find(({ id }) => id === objectId)!;
  const corners = object.corners.flatMap((corner) => projectPoint(camera, transformPoint(truth, corner)));
  const cloud = votes && voteSpread(votes.corners, corners);
  if (cloud === undefined) return undefined;
  const seenDiameter = (camera.matrix[0] * object.diameter) / truth.translation[2];
  return { spread: cloud.spread / seenDiameter, error: cloud.error / seenDiameter };
}
