/*
 * Figure 4 of the paper: every combination of modules at 2 bits, the modules of a combination one after the other, smallest
 * first; by both methods since the paper names none, with controls of as many stages, which the paper lacks.
 */
import { probeBits } from '../../mqat/algorithm1';
import { moduleCombinations, type QuantizationOrder } from '../../mqat/quantizationOrders';
import type { ExperimentRun } from '../configuration/experiment';
import type { ExperimentScope } from '../configuration/experimentScope';
import { flowStudyRuns, sizedModules } from './flowStudy';

/** @returns the combinations of a profile's network but the empty one, small ones first */
export function combinationsOf(scope: ExperimentScope): QuantizationOrder[] {
  return moduleCombinations(sizedModules(scope), probeBits).filter(({ length }) => length > 0);
}

/** @returns the runs of one seed, parents before those that start from them */
export function moduleCombinationRuns(scope: ExperimentScope, seed: number): ExperimentRun[] {
  return flowStudyRuns(scope, seed, combinationsOf(scope));
}
