/*
 * The paper's main result (abstract, table 2): the feature pyramid at 2 bits, then the other modules at 8, one after the
 * other, smallest first; by LSQ and by INQ, each with a control of as many stages that quantizes nothing.
 */
import type { QuantizationStep } from '../../mqat/algorithm1';
import type { ExperimentRun } from '../configuration/experiment';
import type { ExperimentScope } from '../configuration/experimentScope';
import { flowKey, type RetrainingMethod } from '../flow/sequentialRuns';
import { flowStudyRuns } from './flowStudy';

/** 8-2-8, in the order of Algorithm 1 for WDR. */
export const headlineSteps: readonly QuantizationStep[] = [
  { module: 'fpn', bits: 2 },
  { module: 'head', bits: 8 },
  { module: 'backbone', bits: 8 },
];

/** @returns the key of the run that ends the flow */
export function headlineKey(method: RetrainingMethod): string {
  return flowKey(headlineSteps, method);
}

/** @returns the runs of one seed, parents before those that start from them */
export function headlineRuns(scope: ExperimentScope, seed: number): ExperimentRun[] {
  return flowStudyRuns(scope, seed, [headlineSteps]);
}
