import type { PosePrediction } from '../training/prediction/posePredictor';

/**
 * Says what was found in an image, for people and programs alike.
 * @returns lines: for each object the number of correspondences that agree, R row by row, and t in mm
 */
export function predictionText(predictions: readonly PosePrediction[]): string {
  return predictions.map(objectText).join('\n');
}

function objectText({ objectId, pose, inliers = 0 }: PosePrediction): string {
  if (pose === undefined) return `object ${objectId}: not found`;
  const row = (numbers: readonly number[], digits: number) =>
    numbers.map((value) => value.toFixed(digits).padStart(digits + 5)).join(' ');
  const { rotation, translation } = pose;
  return [
    `object ${objectId}: ${inliers} correspondences agree`,
    `  R  ${row(rotation.slice(0, 3), 6)}`,
    `     ${row(rotation.slice(3, 6), 6)}`,
    `     ${row(rotation.slice(6, 9), 6)}`,
    `  t  ${row(translation, 3)} mm`,
  ].join('\n');
}
