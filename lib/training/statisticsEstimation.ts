/*
 * Batch-norm statistics estimated anew after training (Nagel et al., "Overcoming Oscillations in Quantization-Aware
 * Training", arXiv 2203.11086, section 4.3): weights near a threshold flip between levels from step to step, so the running
 * statistics describe weights that are no longer there.
 */
import type { PrecisionPolicy } from '../models/modularNetwork';
import { tf } from '../tensor/engine';
import { batchTensors, type Batches } from './batches';
import type { LearningTask } from './trainingTask';

/**
 * Passes training batches through the network in training mode, without moving a weight, until the running statistics
 * describe the weights as they are. They forget a tenth a batch.
 * @param firstBatch - the batches used are this one and those after it
 * @param count - batches; 0 leaves the statistics as training left them
 */
export async function reestimateStatistics(
  task: LearningTask,
  batches: Batches,
  precision: PrecisionPolicy,
  firstBatch: number,
  count: number,
): Promise<void> {
  for (let index = firstBatch; index < firstBatch + count; index++) {
    const batch = batchTensors(task, await batches.at(index));
    tf.tidy(() => {
      task.losses(batch, { training: true, precision });
    });
    tf.dispose(batch);
  }
}
