/*
 * Incremental network quantization (Zhou et al., "INQ", arXiv 1702.03044): weights are frozen at their level a fraction at a
 * time, largest magnitude first, and the free ones keep training around them. Levels are powers of two as in the paper, or
 * equally spaced as in MQAT's own code; weights are frozen one by one, or whole kernels or filters at a time.
 */
import { ConfigurationError } from '../../common/errors';
import { tf } from '../../tensor/engine';
import { nearestLevel, nextPartition, roundHalfToEven } from './inqLevels';
import { linearSet, powerOfTwoSet, topLevel } from './inqLevelSet';
import { onHost } from '../onHost';
import { readableQuantizer, type QuantizerCore } from './readableQuantizer';
import { unitCount, unitSums, type WeightUnit } from '../weightUnits';
import type { WeightQuantizer } from '../weightQuantizer';

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

/** Which of INQ's variants. */
export interface InqOptions {
  /** Name of the method's row; `inq` where it is missing */
  readonly method?: string;
  /** `linear` where it is missing */
  readonly levels?: 'linear' | 'powersOfTwo';
  /** What is frozen at a time; single weights where it is missing */
  readonly unit?: WeightUnit;
}

/**
 * Makes the quantizer of a layer; nothing is frozen yet.
 * @param bits - 2 (ternary) to 8: 2^b - 1 linear levels, 2^(b-1) + 1 powers of two and zero; 1 (binary) with linear levels
 */
export function inqQuantizer(
  layer: string,
  weights: tf.Variable,
  bits: number,
  { method = 'inq', levels = 'linear', unit = 'weight' }: InqOptions = {},
): InqQuantizer {
  const free = variable(tf.ones(weights.shape));
  const frozen = variable(tf.zeros(weights.shape));
  const scale = variable(tf.zeros([]));
  const set = levels === 'linear' ? linearSet : powerOfTwoSet;
  const units = unitCount(weights.shape, unit);
  const simulate = (values: tf.Tensor) => tf.add(tf.mul(values, free), frozen) as tf.Tensor4D;
  const read = (tensor: tf.Tensor) => tensor.dataSync() as Float32Array;
  const core: QuantizerCore & Pick<InqQuantizer, 'fraction' | 'advance'> = {
    ...{ method, layer, bits, trained: [], simulate },
    state: [
      { name: `${layer}.inq_free`, variable: free },
      { name: `${layer}.inq_frozen`, variable: frozen },
      { name: `${layer}.inq_scale`, variable: scale },
    ],
    get fraction() {
      const values = read(free);
      return 1 - values.reduce((sum, value) => sum + value, 0) / values.length;
    },
    advance(fraction) {
      const values = read(weights);
      const freeValues = Float32Array.from(read(free));
      const frozenValues = Float32Array.from(read(frozen));
      const isFrozen = unitSums(freeValues, units, (value) => 1 - value);
      checkFraction(layer, fraction, isFrozen);
      if (read(scale)[0] === 0) {
        const top = topLevel(set, layer, values, bits);
        tf.tidy(() => {
          scale.assign(tf.scalar(top));
        });
      }
      const chosen = set.levels(read(scale)[0], bits);
      const magnitudes = unitSums(values, units, Math.abs);
      for (const first of nextPartition(magnitudes, isFrozen, fraction)) {
        for (let index = first; index < values.length; index += units) {
          freeValues[index] = 0;
          frozenValues[index] = nearestLevel(values[index], chosen);
        }
      }
      tf.tidy(() => {
        free.assign(tf.tensor(freeValues, weights.shape));
        frozen.assign(tf.tensor(frozenValues, weights.shape));
      });
    },
    read: () =>
      onHost(() => ({
        simulated: read(simulate(weights)),
        table: read(free).some((value) => value !== 0) ? undefined : set.table(read(scale)[0], bits),
      })),
    dispose: () => {
      for (const state of [free, frozen, scale]) state.dispose();
    },
  };
  return readableQuantizer(core, weights);
}

function checkFraction(layer: string, fraction: number, isFrozen: Float64Array): void {
  const frozenCount = isFrozen.reduce((sum, value) => sum + Number(value > 0), 0);
  const rises = roundHalfToEven(fraction * isFrozen.length) >= frozenCount;
  if (fraction >= 0 && fraction <= 1 && rises) return;
  throw new ConfigurationError({
    field: `INQ fraction of ${layer}`,
    found: String(fraction),
    expected: `a share from ${frozenCount / isFrozen.length} (frozen already) to 1`,
    remedy: 'Let the fractions of the schedule rise from step to step and end at 1.',
  });
}

function variable(initial: tf.Tensor): tf.Variable {
  const made = tf.variable(initial, false);
  initial.dispose();
  return made;
}
