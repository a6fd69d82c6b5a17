import type { ModularNetwork } from '../../models/modularNetwork';
import type { tf } from '../../tensor/engine';
import type { LearningTask } from '../trainingTask';

/** Shapes of one example, without the batch. */
export interface SupervisedShapes {
  /** What the network sees, such as [H, W, C] */
  readonly input: readonly number[];
  /** What it should say */
  readonly target: readonly number[];
}

/**
 * The task of a network that sees one tensor and says one; its batches have the arrays `input` and `target`.
 * @param loss - of targets and outputs, both [B, ..], a mean over the batch, such as `tf.losses.softmaxCrossEntropy`
 */
export function supervisedTask(
  network: ModularNetwork<tf.Tensor>,
  { input, target }: SupervisedShapes,
  loss: (targets: tf.Tensor, outputs: tf.Tensor) => tf.Tensor,
): LearningTask {
  return {
    ...{ network, shapes: { input, target } },
    losses(batch, pass) {
      const outputs = network.forward(batch['input'] as tf.Tensor4D, pass);
      return { total: loss(batch['target'], outputs) as tf.Scalar, parts: {} };
    },
  };
}
