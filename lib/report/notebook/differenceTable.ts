import type { DataFrame } from 'danfojs-node';
import type { ProfileName } from '../../experiments/runConfiguration';
import { dataFrame } from '../dataFrame';
import { firstModuleDifferences } from './firstModuleDifferences';
import { hitRuleName } from './imageErrorColumns';
import { differenceText } from './measuredText';
import type { SeedResults } from './seedResults';

/**
 * What 2 bits in one module change, in points of recall: against full precision, as the paper compares, and against the
 * matched control, by ADD and by ADI. The verdict is on ADD against the control.
 */
export function differenceTable(
  seeds: readonly SeedResults[],
  threshold: number,
  profile: ProfileName,
): Promise<DataFrame> {
  const [add, adi] = (['ADD', 'ADI'] as const).map((metric) => ({ metric, threshold }));
  const byAdd = firstModuleDifferences(seeds, add, profile);
  const byAdi = firstModuleDifferences(seeds, adi, profile);
  return dataFrame(
    [
      'module at 2 bits',
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
