import type { RunNetwork } from '../experiments/networks/runNetwork';
import { namedTensors } from '../export/onnx/tracing';
import type { PrecisionPolicy } from '../models/modularNetwork';
import { forwardRunner, type ForwardRunner } from '../training/prediction/forwardRunner';

/** Images that go through the network together, operation by operation. */
const eagerBatch = 32;

/**
 * Makes a runner of a network as it is, whose outputs have the names that exported files give them.
 * @param compiledBatch - images that go through it together as one graph; without it, operation by operation
 */
export function simulatedRunner(
  network: RunNetwork,
  precision: PrecisionPolicy,
  compiledBatch?: number,
): ForwardRunner {
  const [width, height] = network.inputSize;
  return forwardRunner({
    ...{ network, precision, size: [height, width], compiledBatch, eagerBatch },
    outputs: (images) => namedTensors(network.forward(images, { training: false, precision })),
  });
}
