import { Random } from '../../lib/common/random';
import type { RunNetwork } from '../../lib/experiments/networks/runNetwork';

/** @returns one normalized image of noise of a network's size, always the same: [1, H, W, 3] */
export function fixedImagesOf({ inputSize: [width, height] }: Pick<RunNetwork, 'inputSize'>): Float32Array {
  const random = Random.derive(1, 'latency');
  return Float32Array.from({ length: 3 * width * height }, () => random.normal(0, 1));
}
