import type { ProfileName } from '../../../experiments/configuration/runConfiguration';
import type { RetrainingMethod } from '../../../experiments/flow/sequentialRuns';
import type { SeedResults } from '../../../experiments/studies/studyResults';
import type { FigureDraft, FigureText } from '../../figures/figure';
import { methodStyles } from '../../figures/palette';
import { paperComparison } from '../../tables/paperComparison';
import type { ReferenceLine } from '../../figures/referenceLines';
import { hitRuleName, type HitRule } from '../imageErrorColumns';
import { studyDifferences, type StudyRow } from './studyRows';

/** A row that a figure shows by its method. */
export interface MethodRow extends StudyRow {
  readonly method: RetrainingMethod;
  /** Words on the axis; rows of several methods can share them */
  readonly category: string;
}

/** What differences to a control are read against: none. */
export const controlLine: ReferenceLine = {
  label: 'Matched control',
  value: 0,
  color: methodStyles.control.color,
  dash: methodStyles.control.dash,
};

/** What rows change, in points of recall, each against its own control; a series a method. */
export function differenceFigure(
  rows: readonly MethodRow[],
  seeds: readonly SeedResults[],
  rule: HitRule,
  profile: ProfileName,
  text: FigureText,
): FigureDraft {
  const differences = studyDifferences(rows, seeds, rule, profile);
  const categories = [...new Set(rows.map(({ category }) => category))];
  const methods = [...new Set(rows.map(({ method }) => method))];
  return paperComparison({
    ...text,
    categories,
    series: methods.map((method) => ({
      style: methodStyles[method],
      paper: categories.map(() => null),
      ours: categories.map((category) => {
        const found = differences.find(({ row }) => row.method === method && row.category === category);
        return found?.control ?? null;
      }),
    })),
    quantity: { name: `${hitRuleName(rule)} less that of the control`, unit: 'points' },
    lines: [controlLine],
  });
}
