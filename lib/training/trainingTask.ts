import type { Random } from '../common/random';
import type { LabeledImage } from '../models/wdrTargets';
import type { ForwardPass, ModularNetwork } from '../models/modularNetwork';
import type { tf } from '../tensor/engine';

/** An augmented image with what is known of it, ready to be written into a batch. */
export interface Example extends LabeledImage {
  /** [H, W, 3] RGB, 0 to 255 */
  readonly image: Uint8Array;
}

/** Named arrays of a batch, in the shapes that the task declares; the first axis is the batch. */
export type BatchArrays = Readonly<Record<string, Float32Array>>;

/** Named tensors of a batch. */
export type BatchTensors = Readonly<Record<string, tf.Tensor>>;

/** A loss to minimize and the parts to show. */
export interface Losses {
  readonly total: tf.Scalar;
  readonly parts: Readonly<Record<string, tf.Scalar>>;
}

/** What a network is trained for, whatever its data are: the inputs it takes and its loss. */
export interface LearningTask {
  readonly network: ModularNetwork<unknown>;
  /** Shapes of one example's arrays, by name; a batch puts B in front */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** Builds the loss of a batch; called inside a gradient, so every operation must have one. */
  losses(batch: BatchTensors, pass: ForwardPass): Losses;
}

/** A task whose examples are images of objects at poses. */
export interface TrainingTask extends LearningTask {
  /**
   * Writes one example into a batch.
   * @param position - row of the batch
   * @param random - for labels that are drawn
   */
  fill(batch: BatchArrays, position: number, example: Example, random: Random): void;
}
