import type { DlrNetwork } from '../../models/dlr';
import { readHeatmaps } from '../../models/heatmaps';
import { farthestLandmarks } from '../../models/landmarks';
import { checkSingleObject } from '../../models/singleObject';
import { cropPredictor } from './cropPredictor';
import { forwardRunner } from './forwardRunner';
import type { PosePredictor } from './posePredictor';
import type { PredictorParts } from './predictorParts';
import { ransacPose } from './ransacPose';

/**
 * Makes a predictor of one object from its detections: landmarks, PnP without outliers, then Levenberg-Marquardt over the
 * inliers (the paper lowers the inlier threshold step by step instead); the network stays the caller's. The decoding's
 * `confidenceThreshold` is the height above which a landmark counts as seen.
 * @throws ConfigurationError when there is not one object
 */
export function dlrPredictor(
  network: DlrNetwork,
  { precision, objects, solver, decoding, compiledBatch }: PredictorParts,
): PosePredictor {
  const { cropSize, landmarks: count } = network.configuration;
  const object = checkSingleObject(network.architecture, objects);
  const landmarks = farthestLandmarks(object, count);
  const { confidenceThreshold, ransac } = decoding;
  const run = forwardRunner({
    network,
    precision,
    size: [cropSize, cropSize],
    outputs: (images) => ({ output: network.forward(images, { training: false, precision }) }),
    compiledBatch,
  });
  return cropPredictor(object, cropSize, run, ({ output: heatmaps }, toCrop, camera) => {
    const seen = readHeatmaps(heatmaps, landmarks, toCrop, confidenceThreshold);
    return ransacPose({ ...seen, camera }, solver, ransac);
  });
}
