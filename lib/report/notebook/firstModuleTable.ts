import type { DataFrame } from 'danfojs-node';
import type { ProfileName } from '../../experiments/runConfiguration';
import { comparisonTable } from '../comparisonTable';
import { firstModuleRows, publishedRecall } from './firstModuleRows';
import type { HitRule } from './imageErrorColumns';
import { resultsOf, type SeedResults } from './seedResults';
import { measuredRecall } from './seedStatistics';

/** Table 1 of the paper beside ours, %: each module alone at 2 bits, by both methods, with the controls. */
export function firstModuleTable(
  seeds: readonly SeedResults[],
  rule: HitRule,
  profile: ProfileName,
): Promise<DataFrame> {
  const rows = firstModuleRows.map((row) => {
    const { value, low, high } = measuredRecall(resultsOf(seeds, row.key), rule);
    return {
      label: row.label,
      paper: publishedRecall(row, rule),
      ours: value,
      interval: [tenth(low), tenth(high)] as const,
      seeds: seeds.length,
      unit: '',
    };
  });
  return comparisonTable(rows, profile);
}

/** A tenth of a percent is finer than any test set here can tell. */
function tenth(value: number): number {
  return Math.round(10 * value) / 10;
}
