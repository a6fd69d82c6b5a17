/*
 * Figure 4 of the paper: every combination of modules at 2 bits, the modules of a combination one after the other, smallest
 * first; by both methods since the paper names none, with controls of as many stages, which the paper lacks.
 */
import { probeBits } from '../../mqat/algorithm1';
import { moduleCombinations, type QuantizationOrder } from '../../mqat/quantizationOrders';
import type { ExperimentRun, ImageCounts } from '../experiment';
import { probeMethods } from '../firstQuantizedModule';
import { moduleSizes } from '../moduleSizes';
import { networkModules } from '../networkModules';
import { profileNamed } from '../profiles';
import type { ProfileName } from '../runConfiguration';
import { flowControlRuns, flowRuns } from '../sequentialRuns';
import { distinctRuns } from './distinctRuns';

/** @returns the combinations of a profile's network but the empty one, small ones first */
export function combinationsOf(profile: ProfileName, images: ImageCounts): QuantizationOrder[] {
  const { model } = profileNamed(profile, images.train);
  const network = { modules: networkModules[model.network], sizes: moduleSizes(model) };
  return moduleCombinations(network, probeBits).filter(({ length }) => length > 0);
}

/** @returns the runs of one seed, parents before those that start from them */
export function moduleCombinationRuns(
  profile: ProfileName,
  images: ImageCounts,
  seed: number,
): ExperimentRun[] {
  const combinations = combinationsOf(profile, images);
  const stages = Math.max(...combinations.map(({ length }) => length));
  return distinctRuns(
    probeMethods.flatMap((method) => [
      ...flowControlRuns(profile, images, seed, method, stages),
      ...combinations.flatMap((steps) => flowRuns(profile, images, seed, method, steps)),
    ]),
  );
}
