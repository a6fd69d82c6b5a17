/*
 * Incremental network quantization (Zhou et al., "INQ", arXiv 1702.03044) with the equally spaced levels of MQAT's own
 * code: weights are frozen at their level a fraction at a time, the free ones keep training around them.
 */
import { ConfigurationError, NumericalError } from '../common/errors';
import { tf } from '../tensor/engine';
import {
  allLevels,
  linearLevels,
  nearestLevel,
  nextPartition,
  roundHalfToEven,
  type SymmetricLevels,
} from './inqLevels';
import type { WeightQuantizer } from './weightQuantizer';

/** An INQ quantizer: the training schedule tells it when to freeze more. */
export interface InqQuantizer extends WeightQuantizer {
  /** Share of the weights that is frozen, 0 to 1 */
  readonly fraction: number;
  /**
   * Freezes more weights at their nearest level. The levels are chosen once, from all weights, at the first call.
   * @param fraction - share frozen afterwards, 0 to 1, not less than now
   */
  advance(fraction: number): void;
}

/**
 * Makes the quantizer of a layer; nothing is frozen yet.
 * @param bits - 2 (ternary) to 8: 2^b - 1 levels
 */
export function inqQuantizer(layer: string, weights: tf.Variable, bits: number): InqQuantizer {
  const free = variable(tf.ones(weights.shape));
  const frozen = variable(tf.zeros(weights.shape));
  const levelCount = 2 ** bits - 1;
  const scale = variable(tf.zeros([]));
  const currentLevels = (): SymmetricLevels => {
    const top = scale.dataSync()[0];
    const half = (levelCount - 1) / 2;
    return { magnitudes: Array.from({ length: half + 1 }, (_, index) => Math.fround((top * index) / half)) };
  };
  return {
    method: 'inq',
    layer,
    trained: [],
    state: [
      { name: `${layer}.inq_free`, variable: free },
      { name: `${layer}.inq_frozen`, variable: frozen },
      { name: `${layer}.inq_scale`, variable: scale },
    ],
    get fraction() {
      const values = free.dataSync() as Float32Array;
      return 1 - values.reduce((sum, value) => sum + value, 0) / values.length;
    },
    simulate: (values) => tf.add(tf.mul(values, free), frozen) as tf.Tensor4D,
    advance(fraction) {
      const values = weights.dataSync() as Float32Array;
      const freeValues = Float32Array.from(free.dataSync() as Float32Array);
      const frozenValues = Float32Array.from(frozen.dataSync() as Float32Array);
      checkFraction(layer, fraction, freeValues);
      if (scale.dataSync()[0] === 0) {
        tf.tidy(() => {
          scale.assign(tf.scalar(bestScale(layer, values, levelCount)));
        });
      }
      const levels = currentLevels();
      const isFrozen = freeValues.map((value) => 1 - value);
      for (const index of nextPartition(values, isFrozen, fraction)) {
        freeValues[index] = 0;
        frozenValues[index] = nearestLevel(values[index], levels);
      }
      tf.tidy(() => {
        free.assign(tf.tensor(freeValues, weights.shape));
        frozen.assign(tf.tensor(frozenValues, weights.shape));
      });
    },
    levels: () => (free.dataSync().some((value) => value !== 0) ? undefined : allLevels(currentLevels())),
    dispose: () => {
      for (const state of [free, frozen, scale]) state.dispose();
    },
  };
}

function bestScale(layer: string, weights: Float32Array, levelCount: number): number {
  const { magnitudes } = linearLevels(weights, levelCount);
  const top = magnitudes[magnitudes.length - 1];
  if (top > 0 && Number.isFinite(top)) return top;
  throw new NumericalError({
    field: layer,
    found: `a best scale of ${top}`,
    expected: 'finite weights that are not all zero',
    remedy: 'Start from a trained checkpoint, or look for a diverged training.',
  });
}

function checkFraction(layer: string, fraction: number, free: Float32Array): void {
  const frozenCount = free.length - free.reduce((sum, value) => sum + value, 0);
  const rises = roundHalfToEven(fraction * free.length) >= frozenCount;
  if (fraction >= 0 && fraction <= 1 && rises) return;
  throw new ConfigurationError({
    field: `INQ fraction of ${layer}`,
    found: String(fraction),
    expected: `a share from ${frozenCount / free.length} (frozen already) to 1`,
    remedy: 'Let the fractions of the schedule rise from step to step and end at 1.',
  });
}

function variable(initial: tf.Tensor): tf.Variable {
  const made = tf.variable(initial, false);
  initial.dispose();
  return made;
}
