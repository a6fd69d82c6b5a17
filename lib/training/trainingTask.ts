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

/** What a network is trained for: the inputs it takes, their labels and its loss. */
export interface TrainingTask {
  readonly network: ModularNetwork<unknown>;
  /** Shapes of one image's arrays, by name; a batch puts B in front */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /**
   * Writes one example into a batch.
   * @param position - row of the batch
   * @param random - for labels that are drawn
   */
  fill(batch: BatchArrays, position: number, example: Example, random: Random): void;
  /** Builds the loss of a batch; called inside a gradient, so every operation must have one. */
  losses(batch: BatchTensors, pass: ForwardPass): Losses;
}
