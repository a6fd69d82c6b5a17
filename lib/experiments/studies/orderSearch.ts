/*
 * Does the order matter, and is the paper's the best? Every order of the modules at the widths of the main result, each
 * beginning shared; by both methods, with controls of as many stages.
 */
import { moduleOrders, type QuantizationOrder } from '../../mqat/quantizationOrders';
import type { ModuleBits } from '../../quantizers/moduleBits';
import type { ExperimentRun } from '../configuration/experiment';
import type { ExperimentScope } from '../configuration/experimentScope';
import { flowStudyRuns, sizedModules } from './flowStudy';
import { headlineSteps } from './headline';

/** 8-2-8 */
const widths: ModuleBits = Object.fromEntries(headlineSteps.map(({ module, bits }) => [module, bits]));

/** @returns the orders of the modules of a profile's network, the paper's first */
export function ordersOf(scope: ExperimentScope): QuantizationOrder[] {
  return moduleOrders(sizedModules(scope), widths, { seed: 0, count: 10 });
}

/** @returns the runs of one seed, parents before those that start from them */
export function orderSearchRuns(scope: ExperimentScope, seed: number): ExperimentRun[] {
  return flowStudyRuns(scope, seed, ordersOf(scope));
}
