import { checkSingleObject } from '../../models/singleObject';
import { surfaceCode } from '../../models/surfaceCode';
import { readCorrespondences } from '../../models/zebraDecoding';
import type { ZebraPoseNetwork } from '../../models/zebraPose';
import { cropPredictor } from './cropPredictor';
import { forwardRunner } from './forwardRunner';
import type { PosePredictor } from './posePredictor';
import type { PredictorParts } from './predictorParts';
import { ransacPose } from './ransacPose';

/**
 * Makes a predictor of one object from its detections: code, correspondences, RANSAC PnP; the network stays the caller's.
 * The decoding's `confidenceThreshold` is the probability of the mask above which a pixel counts.
 * @throws ConfigurationError when there is not one object
 * @throws DatasetError when the object has no triangles
 */
export function zebraPosePredictor(
  network: ZebraPoseNetwork,
  { precision, objects, solver, decoding, compiledBatch }: PredictorParts,
): PosePredictor {
  const { cropSize, codeBits } = network.configuration;
  const object = checkSingleObject(network.architecture, objects);
  const surface = surfaceCode(object, codeBits);
  const { confidenceThreshold, ransac } = decoding;
  const run = forwardRunner({
    network,
    precision,
    size: [cropSize, cropSize],
    outputs: (images) => ({ ...network.forward(images, { training: false, precision }) }),
    compiledBatch,
  });
  return cropPredictor(object, cropSize, run, ({ mask, code }, toCrop, camera) => {
    const seen = readCorrespondences({ mask, code }, surface, toCrop, confidenceThreshold);
    return ransacPose({ ...seen, camera }, solver, ransac);
  });
}
