import { probeMethods } from '../../../experiments/studies/firstQuantizedModule';
import { pyramidWidthKey, pyramidWidthName, pyramidWidths } from '../../../experiments/studies/pyramidWidths';
import type { SeedResults } from '../../../experiments/studies/studyResults';
import type { FigureDraft, FigureText } from '../../figures/figure';
import { methodStyles } from '../../figures/palette';
import { paperComparison } from '../../tables/paperComparison';
import { controlLines } from './controlLines';
import { hitRuleName, type HitRule } from '../imageErrorColumns';
import { resultsOf } from './seedResults';
import { measuredRecall } from './seedStatistics';

/** Figure 5 with our numbers: recall over the width of the feature pyramid. The paper prints the figure, not its numbers. */
export function pyramidWidthFigure(
  seeds: readonly SeedResults[],
  rule: HitRule,
  text: FigureText,
): FigureDraft {
  return paperComparison({
    ...text,
    categories: pyramidWidths.map(pyramidWidthName),
    series: probeMethods.map((method) => ({
      style: methodStyles[method],
      paper: pyramidWidths.map(() => null),
      ours: pyramidWidths.map((bits) =>
        measuredRecall(resultsOf(seeds, pyramidWidthKey(bits, method)), rule),
      ),
    })),
    quantity: { name: `Recall by ${hitRuleName(rule)}`, unit: '%' },
    lines: controlLines(seeds, rule),
  });
}
