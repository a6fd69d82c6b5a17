import { Random } from '../../lib/common/random';
import { kaimingNormal } from '../../lib/models/initializers';
import { batchNormalizationLayer, chain, convolutionLayer } from '../../lib/models/layers';
import type { ModularNetwork } from '../../lib/models/modularNetwork';
import { NetworkBuilder } from '../../lib/models/networkBuilder';
import { tf } from '../../lib/tensor/engine';
import type { Batches } from '../../lib/training/batches';
import type { LearningTask } from '../../lib/training/trainingTask';

/** Width and height of the toy network's input, px. */
export const toySide = 8;
const outputChannels = 5;

/** Two modules of one convolution each, the first with batch normalization, the second with a bias. */
export function toyNetwork(seed = 1): ModularNetwork<tf.Tensor4D> {
  const builder = new NetworkBuilder(seed);
  const shared = { kernel: 3, initializer: kaimingNormal(0), outputStrides: [1] };
  const first = { ...shared, inputChannels: 3, outputChannels: 4 };
  const second = { ...shared, inputChannels: 4, outputChannels, bias: 0 };
  const layers = chain(
    convolutionLayer(builder, 'first.conv', first),
    batchNormalizationLayer(builder, 'first.bn', first.outputChannels),
    (x) => tf.relu(x),
    convolutionLayer(builder, 'second.conv', second),
  );
  return {
    architecture: 'toy',
    modules: ['first', 'second'],
    parameters: builder.parameters,
    statistics: builder.statistics,
    layers: builder.layers,
    forward: layers,
    dispose: () => {
      builder.dispose();
    },
  };
}

/** A toy network whose normalization does what a trained one's does, gains below zero included. */
export function normalizedToy(seed = 1) {
  const network = toyNetwork(seed);
  const random = Random.derive(seed, 'normalization');
  const draw = (name: string, low: number, high: number) => {
    const { variable } = [...network.parameters, ...network.statistics].find((each) => each.name === name)!;
    const values = Array.from({ length: variable.size }, () => random.uniform(low, high));
    tf.tidy(() => {
      variable.assign(tf.tensor(values, variable.shape));
    });
    return values;
  };
  const gain = draw('first.bn.weight', -2, 2);
  const offset = draw('first.bn.bias', -1, 1);
  const mean = draw('first.bn.running_mean', -3, 3);
  const variance = draw('first.bn.running_var', 0.1, 9);
  return { network, gain, offset, mean, variance };
}

/** The toy network learns noise from noise: enough for every weight to move at every step. */
export function toyTask(network = toyNetwork()): LearningTask {
  return {
    network,
    shapes: { images: [toySide, toySide, 3], targets: [toySide, toySide, outputChannels] },
    losses(batch, pass) {
      const outputs = network.forward(batch['images'] as tf.Tensor4D, pass) as tf.Tensor4D;
      return { total: tf.mean(tf.squaredDifference(outputs, batch['targets'])) as tf.Scalar, parts: {} };
    },
  };
}

/** Batches of normal noise, one an index. */
export function toyBatches({ shapes }: LearningTask, size = 2): Batches {
  return {
    size,
    at(step) {
      const random = Random.derive(3, 'toy batch', step);
      const arrays = Object.entries(shapes).map(([name, shape]) => {
        const length = shape.reduce((product, extent) => product * extent, size);
        return [name, Float32Array.from({ length }, () => random.normal())];
      });
      return Promise.resolve(Object.fromEntries(arrays) as Record<string, Float32Array>);
    },
  };
}
