import type { QuantizationOrder } from '../../mqat/quantizationOrders';
import type { ModuleQuantizationBench } from '../../mqat/moduleQuantizationBench';
import type { ExperimentRun } from '../configuration/experiment';
import { probeMethods } from './firstQuantizedModule';
import { moduleSizes } from '../networks/moduleSizes';
import { modulesOf, type ExperimentScope } from '../configuration/experimentScope';
import type { ProfileName } from '../configuration/runConfiguration';
import { flowControlRuns, flowRuns, type RetrainingMethod } from '../flow/sequentialRuns';

/** @returns the modules of a scope's network with their parameters */
export function sizedModules(
  scope: ExperimentScope,
): Pick<ModuleQuantizationBench<unknown>, 'modules' | 'sizes'> {
  return { modules: modulesOf(scope), sizes: moduleSizes(scope.model) };
}

/** @returns the methods that flows are run by; at smoke scale LSQ alone shows that it works */
export function flowMethods(profile: ProfileName): readonly RetrainingMethod[] {
  return profile === 'smoke' ? ['lsq'] : probeMethods;
}

/**
 * The runs of several flows by LSQ and by INQ, with the stages of a control as long as the longest of them. Flows that begin
 * alike share their runs.
 * @returns the runs of one seed, parents before those that start from them
 */
export function flowStudyRuns(
  scope: ExperimentScope,
  seed: number,
  flows: readonly QuantizationOrder[],
): ExperimentRun[] {
  const stages = Math.max(...flows.map(({ length }) => length));
  const runs = flowMethods(scope.profile).flatMap((method) => [
    ...flowControlRuns(scope, seed, method, stages),
    ...flows.flatMap((steps) => flowRuns(scope, seed, method, steps)),
  ]);
  return distinctRuns(runs);
}

/**
 * @param keyOf - the key that a run gets in place of its own
 * @param words - what is added to titles
 * @returns the same runs under other keys, so that they can stand beside each other in one study
 */
export function renamedRuns(
  runs: readonly ExperimentRun[],
  keyOf: (key: string) => string,
  words: string,
): ExperimentRun[] {
  return runs.map(({ key, title, configuration, parentKey }) => ({
    key: keyOf(key),
    title: `${title}, ${words}`,
    configuration,
    ...(parentKey !== undefined && { parentKey: keyOf(parentKey) }),
  }));
}

/** @returns every run once, where it comes first */
export function distinctRuns(runs: readonly ExperimentRun[]): ExperimentRun[] {
  const first = new Map<string, ExperimentRun>();
  for (const run of runs) if (!first.has(run.key)) first.set(run.key, run);
  return [...first.values()];
}
