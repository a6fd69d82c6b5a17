import type { ModularNetwork } from '../../models/modularNetwork';
import type { LayerBits } from '../../quantizers/layerBits';
import { quantize, type Quantization } from '../../quantizers/quantization';
import { tf } from '../../tensor/engine';
import { batchTensors, type Batches } from '../../training/batches';
import type { LearningTask } from '../../training/trainingTask';
import type { QuantizationConfiguration } from '../configuration/quantizationConfiguration';

/**
 * Puts a run's quantizers on a network; they start from its weights.
 * @param layerBits - what the run's allocation found
 * @returns undefined where the run quantizes nothing
 */
export function quantizeNetwork(
  network: ModularNetwork<unknown>,
  {
    method,
    quantization,
    activations,
    firstAndLastLayers,
    onlyLayers,
    allocation,
  }: QuantizationConfiguration,
  layerBits?: LayerBits,
): Quantization | undefined {
  if (method === 'none') return undefined;
  if (allocation !== undefined && layerBits === undefined) throw new RangeError('no widths allocated yet');
  return quantize(network, quantization, method, {
    ...(activations && { activations }),
    ...(firstAndLastLayers !== undefined && { firstAndLastLayers }),
    ...(onlyLayers && { onlyLayers }),
    ...(layerBits && { layerBits }),
  });
}

/**
 * Lets inputs of layers show their ranges, those that have none yet.
 * @param count - the batches used are the first of the stream
 */
export async function calibrateActivations(
  task: LearningTask,
  batches: Batches,
  quantization: Quantization,
  count: number,
): Promise<void> {
  if (quantization.activationQuantizers.every(({ isCalibrated }) => isCalibrated)) return;
  await quantization.calibrate(async () => {
    for (let index = 0; index < count; index++) {
      const batch = batchTensors(task, await batches.at(index));
      tf.tidy(() => {
        task.losses(batch, { training: false, precision: quantization });
      });
      tf.dispose(batch);
    }
  });
}
