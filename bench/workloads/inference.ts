import { Random } from '../../lib/common/random';
import { fullPrecision } from '../../lib/models/modularNetwork';
import { createWdr } from '../../lib/models/wdr';
import { cellPredictor } from '../../lib/training/prediction/cellPredictor';
import type { InferenceWorkload, PreparedWorkload } from '../workload';
import { Exchange } from './exchange';

/**
 * Prepares forward passes.
 * @param exchangeFile - where weights and images are left for the peer
 */
export async function prepareInference(
  { network: configuration, batchSize }: InferenceWorkload,
  exchangeFile: string,
): Promise<PreparedWorkload> {
  const network = createWdr(configuration, 1);
  const { inputHeight, inputWidth } = configuration;
  const random = Random.derive(1, 'images');
  const shape = [batchSize, inputHeight, inputWidth, 3];
  const images = Float32Array.from({ length: batchSize * inputHeight * inputWidth * 3 }, () =>
    random.normal(0, 1),
  );
  const exchange = new Exchange();
  exchange.addVariables([...network.parameters, ...network.statistics]);
  exchange.add('images', shape, images);
  await exchange.write(exchangeFile);
  const predict = cellPredictor(network, fullPrecision, batchSize);
  const { logits, corners } = predict(images);
  return {
    parameters: network.parameters.reduce((sum, { variable }) => sum + variable.size, 0),
    figures: [meanAbsolute(logits), meanAbsolute(corners), corners[corners.length - 1]],
    run(repetitions) {
      const samples = Array.from({ length: repetitions }, () => {
        const start = performance.now();
        predict(images);
        return performance.now() - start;
      });
      return Promise.resolve(samples);
    },
  };
}

function meanAbsolute(values: Float32Array): number {
  return values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length;
}
