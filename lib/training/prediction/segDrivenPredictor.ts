import type { SegDrivenNetwork } from '../../models/segDriven';
import { collectCellVotes } from '../../models/segDrivenDecoding';
import { checkClassCount } from '../../models/wdrInputs';
import { forwardRunner } from './forwardRunner';
import { predictionOf, solvePose, type PosePredictor } from './posePredictor';
import type { PredictorParts } from './predictorParts';
import { wholeImagePredictor } from './wholeImagePredictor';

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
  return wholeImagePredictor(configuration, run, ({ segmentation, regression }, camera) =>
    objects.map((object, objectClass) => {
      const cells = { segmentation, regression };
      const votes = collectCellVotes(cells, objectClass, classes, network, decoding.confidenceThreshold);
      const solution = votes && solvePose(votes, object, camera, solver, decoding);
      return { ...predictionOf(object, solution), votes };
    }),
  );
}
