import { normalizeImage } from '../models/imageNormalization';
import type { SegDrivenNetwork } from '../models/segDriven';
import { collectCellVotes } from '../models/segDrivenDecoding';
import { checkClassCount, checkImageSize } from '../models/wdrInputs';
import { forwardRunner } from './forwardRunner';
import { solvePose, type PosePredictor } from './posePredictor';
import type { PredictorParts } from './predictorParts';

/**
 * Makes a predictor: votes of the cells that lie in an object, RANSAC PnP over all votes of its corners; the network stays the
 * caller's.
 * @throws ConfigurationError where the network does not have one class an object
 */
export function segDrivenPredictor(
  network: SegDrivenNetwork,
  { precision, objects, solver, decoding, compiledBatch }: PredictorParts,
): PosePredictor {
  const { configuration } = network;
  const { inputWidth, inputHeight, classes } = configuration;
  checkClassCount('segDriven configuration', 'classes', classes, objects);
  const run = forwardRunner({
    network,
    precision,
    size: [inputHeight, inputWidth],
    outputs: (images) => ({ ...network.forward(images, { training: false, precision }) }),
    compiledBatch,
  });
  const imageLength = 3 * inputWidth * inputHeight;
  return {
    needsDetections: false,
    predict(images, cameras) {
      const normalized = new Float32Array(images.length * imageLength);
      images.forEach((image, index) => {
        checkImageSize(configuration, image, cameras[index]);
        normalizeImage(image, normalized, index * imageLength);
      });
      const { segmentation, regression } = run(normalized);
      return images.map((_, index) => {
        const row = (map: Float32Array) =>
          map.subarray((index * map.length) / images.length, ((index + 1) * map.length) / images.length);
        const cells = { segmentation: row(segmentation), regression: row(regression) };
        return objects.map((object, objectClass) => {
          const threshold = decoding.confidenceThreshold;
          const votes = collectCellVotes(cells, objectClass, classes, network, threshold);
          const pose = votes && solvePose(votes, object, cameras[index], solver, decoding);
          return { objectId: object.id, pose, votes };
        });
      });
    },
  };
}
