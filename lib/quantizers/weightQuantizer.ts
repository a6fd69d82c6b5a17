import type { tf } from '../tensor/engine';
import type { LevelTable, WeightCodes } from './weightCodes';

/** A tensor that belongs to a quantizer: a learned step, a mask, frozen values. */
export interface QuantizerVariable {
  /** Unique in the network: `fpn.inner_convs.2.log_step` */
  readonly name: string;
  readonly variable: tf.Variable;
}

/** Stands for one layer's weights: what they are simulated as, and which values they may take. */
export interface WeightQuantizer {
  /** Name of its row in the table of methods */
  readonly method: string;
  readonly layer: string;
  readonly bits: number;
  /** Moved by the optimizer, without weight decay */
  readonly trained: readonly QuantizerVariable[];
  /** Moved by the quantizer alone; saved with a checkpoint */
  readonly state: readonly QuantizerVariable[];
  /**
   * @param weights - full precision; [K, K, I, O], or any shape whose last axis are the output channels
   * @returns the same shape, every number one of {@link WeightQuantizer.levels}; gradients flow to `weights` and `trained`
   */
  simulate(weights: tf.Tensor4D): tf.Tensor4D;
  /**
   * @returns the values that weights may take now, in rising order, those of all channels together; undefined while some
   * weights are still free
   */
  levels(): readonly number[] | undefined;
  /**
   * The layer's weights as integers, for export.
   * @throws NumericalError naming the layer when a weight is not finite, or has a value that is none of its levels
   */
  codes(): WeightCodes;
  dispose(): void;
}

/** Weights and levels at one moment. */
export interface QuantizedWeights {
  readonly simulated: Float32Array;
  /** Undefined while some weights are still free */
  readonly table: LevelTable | undefined;
}

/** Whole levels -lower .. upper of a step. */
export interface IntegerRange {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Levels of a signed symmetric width: 2 bits are ternary (-1, 0, 1) in MQAT, b bits have 2^b - 1 levels, 1 bit has none
 * here (binary has its own quantizer).
 */
export function symmetricRange(bits: number): IntegerRange {
  const upper = 2 ** (bits - 1) - 1;
  return { lower: upper, upper };
}
