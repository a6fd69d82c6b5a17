import { fullPrecisionKey } from '../../../experiments/configuration/experiment';
import type { ProfileName } from '../../../experiments/configuration/runConfiguration';
import type { SeedResults } from '../../../experiments/studies/studyResults';
import type { Measured } from '../../tables/paperComparison';
import { differenceVerdict, type DifferenceVerdict } from './differenceVerdict';
import type { HitRule } from '../imageErrorColumns';
import { resultsOf } from './seedResults';
import { measuredDifference } from './seedStatistics';

/** A run of a study as a row of its tables. */
export interface StudyRow {
  readonly key: string;
  readonly label: string;
  /** Key of the run of the same schedule that quantizes nothing; null for full precision and the controls */
  readonly controlKey: string | null;
}

/** What every comparison starts from, as a row. */
export const fullPrecisionRow: StudyRow = {
  ...{ key: fullPrecisionKey, label: 'full precision', controlKey: null },
};

/** What a quantization changes, points of a percent. */
export interface StudyDifference<Row extends StudyRow> {
  readonly row: Row;
  /** Against the network it started from, the paper's comparison: more training counts for it too */
  readonly fullPrecision: Measured;
  /** Against the same training without quantization: only the bits differ */
  readonly control: Measured;
  /** On the difference to the control */
  readonly verdict: DifferenceVerdict;
}

/** @returns the differences of every quantized run to full precision and to its control, paired by seed and image */
export function studyDifferences<Row extends StudyRow>(
  rows: readonly Row[],
  seeds: readonly SeedResults[],
  rule: HitRule,
  profile: ProfileName,
): StudyDifference<Row>[] {
  return rows.flatMap((row) => {
    if (row.controlKey === null) return [];
    const runs = resultsOf(seeds, row.key);
    const control = measuredDifference(runs, resultsOf(seeds, row.controlKey), rule);
    const fullPrecision = measuredDifference(runs, resultsOf(seeds, fullPrecisionKey), rule);
    return [{ row, fullPrecision, control, verdict: differenceVerdict(control, seeds.length, profile) }];
  });
}
