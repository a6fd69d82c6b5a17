import type { DataFrame } from 'danfojs-node';
import type { ProfileName } from '../../../experiments/configuration/runConfiguration';
import type { SeedResults } from '../../../experiments/studies/studyResults';
import { dataFrame } from '../../tables/dataFrame';
import { depthRanges, inRange, type DepthRow } from './depthRanges';
import type { HitRule } from '../imageErrorColumns';
import { differenceText } from '../../tables/measuredText';
import { studyDifferences } from '../studies/studyRows';

/** What a ternary pyramid changes in each range of depth, points of recall against full precision and against its control. */
export function depthRangeTable(
  depthRows: readonly DepthRow[],
  seeds: readonly SeedResults[],
  rule: HitRule,
  profile: ProfileName,
): Promise<DataFrame> {
  const rows = depthRanges.flatMap((range) =>
    studyDifferences(depthRows, seeds, inRange(rule, range), profile).map(
      ({ row, fullPrecision, control, verdict }) => [
        ...[row.label, range, differenceText(fullPrecision), differenceText(control), verdict],
      ],
    ),
  );
  return dataFrame(['row', 'range', '− full precision', '− control', 'verdict'], rows);
}
