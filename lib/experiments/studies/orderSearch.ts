/*
 * Does the order matter, and is the paper's the best? Every order of the modules at the widths of the main result, each
 * beginning shared; by both methods, with controls of as many stages.
 */
import { moduleOrders, type QuantizationOrder } from '../../mqat/quantizationOrders';
import type { ModuleBits } from '../../quantizers/moduleBits';
import type { ExperimentRun, ImageCounts } from '../experiment';
import type { ProfileName } from '../runConfiguration';
import { flowStudyRuns, sizedModules } from './flowStudy';
import { headlineSteps } from './headline';

/** 8-2-8 */
const widths: ModuleBits = Object.fromEntries(headlineSteps.map(({ module, bits }) => [module, bits]));

/** @returns the orders of the modules of a profile's network, the paper's first */
export function ordersOf(profile: ProfileName, images: ImageCounts): QuantizationOrder[] {
  return moduleOrders(sizedModules(profile, images), widths, { seed: 0, count: 10 });
}

/** @returns the runs of one seed, parents before those that start from them */
export function orderSearchRuns(profile: ProfileName, images: ImageCounts, seed: number): ExperimentRun[] {
  return flowStudyRuns(profile, images, seed, ordersOf(profile, images));
}
