/*
 * Figure 4 of the paper: every combination of modules at 2 bits, all of a combination at once, by both methods since the
 * paper names none, with the matched controls that the paper lacks.
 */
import {
  controlRun,
  fullPrecisionBits,
  fullPrecisionRun,
  quantizedRun,
  type ExperimentRun,
  type ImageCounts,
} from '../experiment';
import { probeMethods } from '../firstQuantizedModule';
import type { ProfileName } from '../runConfiguration';

/** @returns every set of modules but the empty one, small sets first */
export function moduleCombinations(modules: readonly string[]): string[][] {
  const sets = Array.from({ length: 2 ** modules.length - 1 }, (_, index) =>
    modules.filter((_module, bit) => ((index + 1) >> bit) % 2 === 1),
  );
  return sets.sort((a, b) => a.length - b.length);
}

/** @returns the key of the run that has these modules at 2 bits */
export function combinationKey(modules: readonly string[], method: string): string {
  return `${modules.join('+')}-${method}`;
}

/** @returns the runs of one seed, parents before those that start from them */
export function moduleCombinationRuns(
  profile: ProfileName,
  images: ImageCounts,
  seed: number,
): ExperimentRun[] {
  const combinations = moduleCombinations(Object.keys(fullPrecisionBits));
  return [
    fullPrecisionRun(profile, images, seed),
    ...probeMethods.flatMap((method) => [
      controlRun(profile, images, seed, method),
      ...combinations.map((modules) => ({
        ...quantizedRun(profile, images, seed, method, {
          ...fullPrecisionBits,
          ...Object.fromEntries(modules.map((module) => [module, 2])),
        }),
        key: combinationKey(modules, method),
        title: `${modules.join(' and ')} at 2 bits by ${method.toUpperCase()}`,
      })),
    ]),
  ];
}
