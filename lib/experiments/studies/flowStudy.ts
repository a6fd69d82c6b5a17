import type { QuantizationOrder } from '../../mqat/quantizationOrders';
import type { ModuleQuantizationBench } from '../../mqat/moduleQuantizationBench';
import type { ExperimentRun, ImageCounts } from '../experiment';
import { probeMethods } from '../firstQuantizedModule';
import { moduleSizes } from '../moduleSizes';
import { networkModules } from '../networkModules';
import { profileNamed } from '../profiles';
import type { ProfileName } from '../runConfiguration';
import { flowControlRuns, flowRuns, type RetrainingMethod } from '../sequentialRuns';

/** @returns the modules of a profile's network with their parameters */
export function sizedModules(
  profile: ProfileName,
  images: ImageCounts,
): Pick<ModuleQuantizationBench<unknown>, 'modules' | 'sizes'> {
  const { model } = profileNamed(profile, images.train);
  return { modules: networkModules[model.network], sizes: moduleSizes(model) };
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
  profile: ProfileName,
  images: ImageCounts,
  seed: number,
  flows: readonly QuantizationOrder[],
): ExperimentRun[] {
  const stages = Math.max(...flows.map(({ length }) => length));
  const runs = flowMethods(profile).flatMap((method) => [
    ...flowControlRuns(profile, images, seed, method, stages),
    ...flows.flatMap((steps) => flowRuns(profile, images, seed, method, steps)),
  ]);
  return distinctRuns(runs);
}

/** @returns every run once, where it comes first */
export function distinctRuns(runs: readonly ExperimentRun[]): ExperimentRun[] {
  const first = new Map<string, ExperimentRun>();
  for (const run of runs) if (!first.has(run.key)) first.set(run.key, run);
  return [...first.values()];
}
