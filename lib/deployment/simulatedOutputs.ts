import type { RunNetwork } from '../experiments/networks/runNetwork';
import { namedTensors } from '../export/onnx/tracing';
import type { PrecisionPolicy } from '../models/modularNetwork';
import { tf } from '../tensor/engine';
import type { NamedOutputs } from './outputsInARow';

/** Images that go through the network together. */
const batch = 32;

/**
 * Passes images through a network as it is, operation by operation.
 * @param images - [B, H, W, 3] normalized
 * @param count - B
 * @returns the numbers of each output under the name that exported files give it, all images in a row
 */
export function simulatedOutputs(
  network: RunNetwork,
  precision: PrecisionPolicy,
  images: Float32Array,
  count: number,
): NamedOutputs {
  const [width, height] = network.inputSize;
  const imageLength = 3 * width * height;
  const outputs = new Map<string, Float32Array>();
  for (let first = 0; first < count; first += batch) {
    const filled = Math.min(batch, count - first);
    const chunk = images.subarray(first * imageLength, (first + filled) * imageLength);
    const tensors = tf.tidy(() => {
      const input = tf.tensor4d(chunk, [filled, height, width, 3]);
      return namedTensors(network.forward(input, { training: false, precision }));
    });
    for (const [name, tensor] of Object.entries(tensors)) {
      const values = tensor.dataSync() as Float32Array;
      const whole = outputs.get(name) ?? new Float32Array((values.length / filled) * count);
      whole.set(values, (values.length / filled) * first);
      outputs.set(name, whole);
    }
    tf.dispose(tensors);
  }
  return Object.fromEntries(outputs);
}
