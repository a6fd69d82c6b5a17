import { NumericalError } from '../common/errors';
import { tf } from '../tensor/engine';

/**
 * Where a layer's output channels lie: along the last axis, or, in depthwise convolutions [K, K, I, M], along the last two.
 */
export type ChannelGranularity = 'channel' | 'depthwiseChannel';

/** Whether all weights of a layer share a scale, or those of each output channel do. */
export type Granularity = 'tensor' | ChannelGranularity;

/** How many axes, from the last, go over scales. */
const scaledAxes: Readonly<Record<Granularity, number>> = { tensor: 0, channel: 1, depthwiseChannel: 2 };

/** @returns the shape of the scales of weights: [], or [1, .., 1, O], or [1, 1, I, M] */
export function scaleShape(weights: tf.Tensor, granularity: Granularity): number[] {
  if (granularity === 'tensor') return [];
  const first = weights.rank - scaledAxes[granularity];
  return weights.shape.map((extent, axis) => (axis >= first ? extent : 1));
}

/** @returns the axes that a scale goes over, for reductions that keep them */
export function scaleAxes(weights: tf.Tensor, granularity: Granularity): number[] {
  return Array.from({ length: weights.rank - scaledAxes[granularity] }, (_, axis) => axis);
}

/** @returns the weights that share a scale, one array a scale */
export function weightGroups(
  values: Float32Array,
  shape: readonly number[],
  granularity: Granularity,
): Float32Array[] {
  if (granularity === 'tensor') return [values];
  const channels = shape.slice(-scaledAxes[granularity]).reduce((product, extent) => product * extent, 1);
  return Array.from({ length: channels }, (_, channel) =>
    Float32Array.from(
      { length: values.length / channels },
      (_value, index) => values[index * channels + channel],
    ),
  );
}

/** @throws NumericalError naming the layer when a weight is not finite, from which nothing recovers */
export function checkFinite(layer: string, values: Float32Array): void {
  const faulty = values.find((value) => !Number.isFinite(value));
  if (faulty === undefined) return;
  throw new NumericalError({
    field: layer,
    found: `the weight ${faulty}`,
    expected: 'finite weights',
    remedy: 'Go back to the last checkpoint, and train on with a lower learning rate.',
  });
}

/** A step of a 1,023rd of this is the smallest that float32 holds in full precision. */
const smallestMagnitude = 2 ** -116;

/**
 * Looks for what no scale can be taken from.
 * @param groups - the weights that share a scale, one array a scale
 * @throws NumericalError naming the layer, and the channel where there are several scales
 */
export function checkWeights(layer: string, groups: readonly Float32Array[]): void {
  for (const [channel, values] of groups.entries()) {
    const faulty = values.find((value) => !Number.isFinite(value));
    if (faulty === undefined && values.some((value) => Math.abs(value) >= smallestMagnitude)) continue;
    throw new NumericalError({
      field: groups.length === 1 ? layer : `${layer}, output channel ${channel}`,
      found:
        faulty === undefined
          ? `${values.length} weights that are all ${values.some((value) => value !== 0) ? 'next to ' : ''}zero`
          : `the weight ${faulty}`,
      expected: 'finite weights that are not all zero',
      remedy:
        'Start from a trained checkpoint, or look for a diverged training. One scale a tensor allows dead channels.',
    });
  }
}
