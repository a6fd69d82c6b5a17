/*
 * Figure 4 of the paper: every combination of modules at 2 bits, the modules of a combination one after the other, smallest
 * first; by both methods since the paper names none, with controls of as many stages, which the paper lacks.
 */
import { probeBits } from '../../mqat/algorithm1';
import { moduleCombinations, type QuantizationOrder } from '../../mqat/quantizationOrders';
import type { ExperimentRun, ImageCounts } from '../experiment';
import type { ProfileName } from '../runConfiguration';
import { flowStudyRuns, sizedModules } from './flowStudy';

/** @returns the combinations of a profile's network but the empty one, small ones first */
export function combinationsOf(profile: ProfileName, images: ImageCounts): QuantizationOrder[] {
  return moduleCombinations(sizedModules(profile, images), probeBits).filter(({ length }) => length > 0);
}

/** @returns the runs of one seed, parents before those that start from them */
export function moduleCombinationRuns(
  profile: ProfileName,
  images: ImageCounts,
  seed: number,
): ExperimentRun[] {
  return flowStudyRuns(profile, images, seed, combinationsOf(profile, images));
}
