import type { PoseDataset } from '../../../datasets/poseDataset';
import type { FigureText } from '../../figures/figure';
import { imageGallery, type GalleryTile } from '../../pictures/imageGallery';
import type { ImageDraft } from '../../pictures/imageDraft';
import type { Overlay } from '../../pictures/imageOverlay';
import { overlayColors } from '../../figures/palette';
import { poseBox } from '../../pictures/poseOverlay';
import type { ImagePrediction } from './imagePredictions';

export interface PredictionGalleryOptions extends FigureText {
  /** Whether the corners that the cells voted for are drawn too */
  readonly votes?: boolean;
}

/**
 * Predicted boxes over true ones, with the distance and the pose error of each image as a share of the object's diameter d.
 * @throws DatasetError when an image cannot be decoded
 */
export async function predictionGallery(
  dataset: PoseDataset,
  predictions: readonly ImagePrediction[],
  { votes = false, ...text }: PredictionGalleryOptions,
): Promise<ImageDraft> {
  const tiles = await Promise.all(
    predictions.map(async (prediction): Promise<GalleryTile> => {
      const { image } = await dataset.pixels(prediction.index);
      return {
        image,
        width: dataset.width,
        height: dataset.height,
        label: predictionLabel(prediction),
        overlays: predictionOverlays(dataset, prediction, votes),
      };
    }),
  );
  return imageGallery({
    ...text,
    tiles,
    columns: Math.min(tiles.length, 4),
    legend: [
      { label: 'true pose', color: overlayColors.truth },
      { label: 'predicted pose', color: overlayColors.prediction, dashed: true },
      ...(votes
        ? [{ label: 'corners that cells voted for', color: overlayColors.vote, sample: 'points' as const }]
        : []),
    ],
  });
}

function predictionOverlays(
  dataset: PoseDataset,
  { index, truth, prediction }: ImagePrediction,
  withVotes: boolean,
): Overlay[] {
  const { camera } = dataset.samples[index];
  const object = dataset.objects.find(({ id }) => id === prediction.objectId)!;
  const { pose, votes } = prediction;
  const points: Overlay | null =
    withVotes && votes !== undefined
      ? { kind: 'points', points: pointsOf(votes.corners), color: overlayColors.vote }
      : null;
  const truthBox = poseBox(camera, truth, object, { color: overlayColors.truth });
  const predictedBox =
    pose === undefined
      ? null
      : poseBox(camera, pose, object, { color: overlayColors.prediction, dashed: true });
  return [truthBox, points, predictedBox].filter((overlay) => overlay !== null);
}

function predictionLabel({ truth, error }: ImagePrediction): string {
  const depth = `${(truth.translation[2] / 1000).toFixed(2)} m`;
  return error === null ? `${depth}, nothing found` : `${depth}, ADD ${(100 * error).toFixed(1)} % of d`;
}

function pointsOf(corners: Float64Array): [number, number][] {
  return Array.from({ length: corners.length / 2 }, (_, at) => [corners[2 * at], corners[2 * at + 1]]);
}
