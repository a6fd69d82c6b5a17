import type { ProfileName } from '../../experiments/runConfiguration';
import type { Measured } from '../paperComparison';
import { differenceVerdict, type DifferenceVerdict } from './differenceVerdict';
import { firstModuleRows, type FirstModuleRow } from './firstModuleRows';
import type { HitRule } from './imageErrorColumns';
import { resultsOf, type SeedResults } from './seedResults';
import { measuredDifference } from './seedStatistics';

/** What 2 bits in one module change, points of a percent. */
export interface FirstModuleDifference {
  readonly row: FirstModuleRow;
  /** Against the network it started from, the paper's comparison: more training counts for it too */
  readonly fullPrecision: Measured;
  /** Against the same training without quantization: only the 2 bits differ */
  readonly control: Measured;
  /** On the difference to the control */
  readonly verdict: DifferenceVerdict;
}

/** @returns the differences of every quantized run to full precision and to its control, paired by seed and image */
export function firstModuleDifferences(
  seeds: readonly SeedResults[],
  rule: HitRule,
  profile: ProfileName,
): FirstModuleDifference[] {
  return firstModuleRows.flatMap((row) => {
    if (row.controlKey === null) return [];
    const runs = resultsOf(seeds, row.key);
    const control = measuredDifference(runs, resultsOf(seeds, row.controlKey), rule);
    const fullPrecision = measuredDifference(runs, resultsOf(seeds, 'full-precision'), rule);
    return [{ row, fullPrecision, control, verdict: differenceVerdict(control, seeds.length, profile) }];
  });
}
