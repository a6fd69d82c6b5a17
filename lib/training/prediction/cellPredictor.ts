import type { PrecisionPolicy } from '../../models/modularNetwork';
import type { CellPredictions } from '../../models/wdrDecoding';
import type { WdrNetwork } from '../../models/wdr';
import { forwardRunner } from './forwardRunner';
import { joinLevels } from '../tasks/wdrTask';

/**
 * What the cells of a batch say.
 * @param images - [B, H, W, 3] normalized
 * @returns [B, N, C] logits and [B, N, C, 16] corners
 */
export type CellPredictor = (
  images: Float32Array,
) => CellPredictions & Readonly<Record<keyof CellPredictions, Float32Array>>;

/**
 * Makes a predictor that reads the network's variables at each call, so that the weights may change.
 * @param compiledBatch - images that go through the network together as one graph, where TensorFlow computes: more are
 * passed through in several, a batch that is not full is filled up with zeros. Without it the network runs operation by
 * operation, for any number of images
 */
export function cellPredictor(
  network: WdrNetwork,
  precision: PrecisionPolicy,
  compiledBatch?: number,
): CellPredictor {
  const { inputHeight, inputWidth, head } = network.configuration;
  const run = forwardRunner({
    network,
    precision,
    size: [inputHeight, inputWidth],
    outputs(images) {
      const prediction = network.forward(images, { training: false, precision });
      return {
        logits: joinLevels(prediction, 'logits', head.classes), // -> [B, N, C]
        corners: joinLevels(prediction, 'corners', 16 * head.classes), // -> [B, N, 16 C]
      };
    },
    compiledBatch,
  });
  return run as CellPredictor;
}
