/* Table 3 of the paper for WDR: full precision and a ternary pyramid, which are runs of table 1, looked at by depth. */
import type { ExperimentRun, ImageCounts } from '../experiment';
import { firstQuantizedModuleRuns, probeKey, probeMethods } from '../firstQuantizedModule';
import type { ProfileName } from '../runConfiguration';
import { flowControlKey } from '../sequentialRuns';

/** @returns the runs of one seed, parents before those that start from them */
export function ternaryPyramidRuns(profile: ProfileName, images: ImageCounts, seed: number): ExperimentRun[] {
  const wanted = probeMethods.flatMap((method) => [flowControlKey(method, 1), probeKey('fpn', method)]);
  return firstQuantizedModuleRuns(profile, images, seed).filter(
    ({ key }) => key === 'full-precision' || wanted.includes(key),
  );
}
