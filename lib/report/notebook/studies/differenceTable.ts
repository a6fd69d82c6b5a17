import type { DataFrame } from 'danfojs-node';
import type { ProfileName } from '../../../experiments/configuration/runConfiguration';
import type { SeedResults } from '../../../experiments/studies/studyResults';
import { dataFrame } from '../../tables/dataFrame';
import { hitRuleName, type TestName } from '../imageErrorColumns';
import { differenceText } from '../../tables/measuredText';
import { studyDifferences, type StudyRow } from './studyRows';

/**
 * What a quantization changes, in points of recall: against full precision, as the paper compares, and against the matched
 * control, by ADD and by ADI. The verdict is on ADD against the control.
 * @param heading - of the column that names the runs, such as `module at 2 bits`
 * @param test - which test set; the data set's own where it is missing
 */
export function differenceTable(
  heading: string,
  rows: readonly StudyRow[],
  seeds: readonly SeedResults[],
  threshold: number,
  profile: ProfileName,
  test?: TestName,
): Promise<DataFrame> {
  const [add, adi] = (['ADD', 'ADI'] as const).map((metric) => ({
    metric,
    threshold,
    ...(test && { test }),
  }));
  const byAdd = studyDifferences(rows, seeds, add, profile);
  const byAdi = studyDifferences(rows, seeds, adi, profile);
  return dataFrame(
    [
      heading,
      `${hitRuleName(add)} − full precision`,
      `${hitRuleName(add)} − control`,
      `${hitRuleName(adi)} − control`,
      'verdict',
    ],
    byAdd.map(({ row, fullPrecision, control, verdict }, at) => [
      row.label,
      differenceText(fullPrecision),
      differenceText(control),
      differenceText(byAdi[at].control),
      verdict,
    ]),
  );
}
