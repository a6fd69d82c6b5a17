import type { DataFrame } from 'danfojs-node';
import type { ProfileName } from '../../../experiments/configuration/runConfiguration';
import type { SeedResults } from '../../../experiments/studies/studyResults';
import { comparisonTable } from '../../tables/comparisonTable';
import { roundToTenth } from '../../numberFormat';
import type { HitRule } from '../imageErrorColumns';
import { resultsOf } from './seedResults';
import { measuredRecall } from './seedStatistics';
import type { StudyRow } from './studyRows';

/**
 * The paper's recalls beside ours, %, a row a run.
 * @param published - the paper's number of a row, null where it has none
 */
export function studyTable<Row extends StudyRow>(
  rows: readonly Row[],
  published: (row: Row, rule: HitRule) => number | null,
  seeds: readonly SeedResults[],
  rule: HitRule,
  profile: ProfileName,
): Promise<DataFrame> {
  const compared = rows.map((row) => {
    const { value, low, high } = measuredRecall(resultsOf(seeds, row.key), rule);
    return {
      label: row.label,
      paper: published(row, rule),
      ours: value,
      interval: [roundToTenth(low), roundToTenth(high)] as const,
      seeds: seeds.length,
      unit: '',
    };
  });
  return comparisonTable(compared, profile);
}
