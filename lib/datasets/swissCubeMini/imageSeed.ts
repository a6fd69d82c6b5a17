import { Random, scramble } from '../../common/random';
import type { Split } from '../poseDataset';

/** The splits take images from different quarters of the 32-bit numbers. */
const quarters: Readonly<Record<Split, number>> = { train: 0, validation: 1, test: 2 };

/**
 * Random numbers of one image. They depend on the seed, the split and the image's number only, so that a smaller set
 * is the beginning of a larger one. Images get different seeds whatever their splits, because each step of the
 * mixing is one-to-one.
 * @param index - below 2^30
 */
export function imageRandom(seed: number, split: Split, index: number): Random {
  return new Random((quarters[split] * 2 ** 30 + index) ^ scramble(seed));
}
