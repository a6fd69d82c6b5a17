/*
 * HAWQ-V3 (Yao et al., arXiv 2011.10680), section 3.1: weights are symmetric and uniform, h = S_w q_w with q_w in
 * -(2^(b-1) - 1) .. 2^(b-1) - 1 and S_w = max|w| / (2^(b-1) - 1), one S_w an output channel as in its public code; gradients go
 * straight through. What follows a layer is computed in integers alone: see dyadicRescaling.ts.
 */
import type { tf } from '../../tensor/engine';
import type { ChannelGranularity } from '../channels';
import { uniformQuantizer } from './uniform';
import type { WeightQuantizer } from '../weightQuantizer';

/** Makes the quantizer of a layer. */
export function hawqV3Quantizer(
  method: string,
  layer: string,
  weights: tf.Variable,
  bits: number,
  granularity: ChannelGranularity = 'channel',
): WeightQuantizer {
  return uniformQuantizer(method, layer, weights, bits, { kind: 'symmetric', granularity });
}
