/* Table 3 of the paper for WDR: full precision and a ternary pyramid, which are runs of table 1, looked at by depth. */
import type { ExperimentRun } from '../configuration/experiment';
import { firstQuantizedModuleRuns, probeKey, probeMethods } from './firstQuantizedModule';
import type { ExperimentScope } from '../configuration/experimentScope';
import { flowControlKey } from '../flow/sequentialRuns';

/** @returns the runs of one seed, parents before those that start from them */
export function ternaryPyramidRuns(scope: ExperimentScope, seed: number): ExperimentRun[] {
  const wanted = probeMethods.flatMap((method) => [flowControlKey(method, 1), probeKey('fpn', method)]);
  return firstQuantizedModuleRuns(scope, seed).filter(
    ({ key, configuration }) => configuration.role === 'fullPrecision' || wanted.includes(key),
  );
}
