import { ConfigurationError, NumericalError } from '../../common/errors';
import { tf } from '../../tensor/engine';
import { onHost } from '../onHost';
import type { QuantizerVariable } from '../weightQuantizer';

/** The integers that stand for a layer's input: value = scale (code - zeroPoint), code from the lowest to the highest. */
export interface ActivationGrid {
  readonly bits: number;
  readonly scale: number;
  readonly zeroPoint: number;
  readonly lowestCode: number;
  readonly highestCode: number;
}

/** Stands for one layer's input: what it is simulated as. Its range comes from a calibration, or from a checkpoint. */
export interface ActivationQuantizer {
  /** Name of its row in the table of methods */
  readonly method: string;
  readonly layer: string;
  readonly bits: number;
  /** Moved by the optimizer, without weight decay */
  readonly trained: readonly QuantizerVariable[];
  /** Moved by calibration alone; saved with a checkpoint */
  readonly state: readonly QuantizerVariable[];
  /** Whether there is a range: from a calibration, or from a checkpoint */
  readonly isCalibrated: boolean;
  /**
   * @param input - [B, H, W, C], full precision
   * @returns the same shape, every number on the grid; gradients flow to `input` and `trained`
   * @throws ConfigurationError when there is no range yet
   */
  simulate(input: tf.Tensor4D): tf.Tensor4D;
  /**
   * Takes note of an input during calibration.
   * @throws NumericalError when it is not finite
   */
  observe(input: tf.Tensor4D): void;
  /**
   * Sets the range from what was observed.
   * @throws ConfigurationError when nothing was, NumericalError when it has no range
   */
  calibrate(): void;
  /** @throws ConfigurationError when there is no range yet */
  grid(): ActivationGrid;
  dispose(): void;
}

/** What a calibration has seen of a layer's input so far. */
export interface ActivationStatistics {
  readonly count: number;
  readonly low: number;
  readonly high: number;
  /** Sum of magnitudes */
  readonly magnitude: number;
}

/** Before anything was seen. */
export const nothingSeen: ActivationStatistics = { count: 0, low: Infinity, high: -Infinity, magnitude: 0 };

/**
 * @returns the statistics with another input in them
 * @throws NumericalError naming the layer when a number of it is not finite
 */
export function withInput(
  layer: string,
  seen: ActivationStatistics,
  input: tf.Tensor4D,
): ActivationStatistics {
  const [low, high, magnitude] = onHost(() =>
    tf.stack([tf.min(input), tf.max(input), tf.sum(tf.abs(input))]).dataSync(),
  );
  if (!Number.isFinite(magnitude)) {
    throw new NumericalError({
      field: `input of ${layer}`,
      found: `magnitudes that add up to ${magnitude}`,
      expected: 'finite numbers',
      remedy: 'Calibrate a trained network, on the images that it was trained for.',
    });
  }
  return {
    count: seen.count + input.size,
    low: Math.min(seen.low, low),
    high: Math.max(seen.high, high),
    magnitude: seen.magnitude + magnitude,
  };
}

/**
 * @throws ConfigurationError naming the layer when nothing was observed
 * @throws NumericalError naming the layer when all that was observed is zero
 */
export function checkSeen(layer: string, { count, magnitude }: ActivationStatistics): void {
  if (count === 0) throw uncalibrated(layer);
  if (magnitude > 0) return;
  throw new NumericalError({
    field: `input of ${layer}`,
    found: `${count} numbers that are all zero`,
    expected: 'something to take a range from',
    remedy: 'Look for a layer before it that is dead, or leave the layer at full precision.',
  });
}

/** @returns the error of a layer whose input has no range yet */
export function uncalibrated(layer: string): ConfigurationError {
  return new ConfigurationError({
    field: `input of ${layer}`,
    found: 'no range',
    expected: 'a calibrated range',
    remedy: 'Call calibrate() with a pass over training images, or assign the state of a checkpoint.',
  });
}

/**
 * A variable that says whether something was assigned to it yet, by calibration or from a checkpoint.
 * @param unset - its value until then
 */
export function rangeVariable(unset: number, trained = false): { variable: tf.Variable; isSet(): boolean } {
  const variable = tf.tidy(() => tf.variable(tf.scalar(unset), trained));
  const start = variable.dataId;
  return { variable, isSet: () => variable.dataId !== start };
}
