/*
 * Does the order matter, and is the paper's the best? Every order of the modules at the widths of the main result, each
 * beginning shared; by both methods, with controls of as many stages.
 */
import { moduleOrders, type QuantizationOrder } from '../../mqat/quantizationOrders';
import type { ModuleBits } from '../../quantizers/moduleBits';
import type { ExperimentRun, ImageCounts } from '../experiment';
import { probeMethods } from '../firstQuantizedModule';
import { moduleSizes } from '../moduleSizes';
import { networkModules } from '../networkModules';
import { profileNamed } from '../profiles';
import type { ProfileName } from '../runConfiguration';
import { flowControlRuns, flowRuns } from '../sequentialRuns';
import { distinctRuns } from './distinctRuns';
import { headlineSteps } from './headline';

/** 8-2-8 */
const widths: ModuleBits = Object.fromEntries(headlineSteps.map(({ module, bits }) => [module, bits]));

/** @returns the orders of a profile's network, the smallest module first in the first of them */
export function ordersOf(profile: ProfileName, images: ImageCounts): QuantizationOrder[] {
  const { model } = profileNamed(profile, images.train);
  const network = { modules: networkModules[model.network], sizes: moduleSizes(model) };
  return moduleOrders(network, widths, { seed: 0, count: 10 });
}

/** @returns the runs of one seed, parents before those that start from them */
export function orderSearchRuns(profile: ProfileName, images: ImageCounts, seed: number): ExperimentRun[] {
  return distinctRuns(
    probeMethods.flatMap((method) => [
      ...flowControlRuns(profile, images, seed, method, headlineSteps.length),
      ...ordersOf(profile, images).flatMap((steps) => flowRuns(profile, images, seed, method, steps)),
    ]),
  );
}
