import type { tf } from '../tensor/engine';

/** A tensor that belongs to a quantizer: a learned step, a mask, frozen values. */
export interface QuantizerVariable {
  /** Unique in the network: `fpn.inner_convs.2.log_step` */
  readonly name: string;
  readonly variable: tf.Variable;
}

/** Stands for one layer's weights: what they are simulated as, and which values they may take. */
export interface WeightQuantizer {
  readonly method: string;
  readonly layer: string;
  /** Moved by the optimizer, without weight decay */
  readonly trained: readonly QuantizerVariable[];
  /** Moved by the quantizer alone; saved with a checkpoint */
  readonly state: readonly QuantizerVariable[];
  /**
   * @param weights - [K, K, I, O], full precision
   * @returns the same shape, every number one of {@link WeightQuantizer.levels}; gradients flow to `weights` and `trained`
   */
  simulate(weights: tf.Tensor4D): tf.Tensor4D;
  /** @returns the values that weights may take now, in rising order; undefined while some weights are still free */
  levels(): readonly number[] | undefined;
  dispose(): void;
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
