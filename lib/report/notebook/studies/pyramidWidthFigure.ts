import { probeMethods } from '../../../experiments/studies/firstQuantizedModule';
import {
  pyramidWidthKey,
  pyramidWidthName,
  pyramidWidthsOf,
} from '../../../experiments/studies/pyramidWidths';
import type { ProfileName } from '../../../experiments/configuration/runConfiguration';
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
  profile: ProfileName,
  text: FigureText,
): FigureDraft {
  const widths = pyramidWidthsOf(profile);
  return paperComparison({
    ...text,
    categories: widths.map(pyramidWidthName),
    series: probeMethods.map((method) => ({
      style: methodStyles[method],
      paper: widths.map(() => null),
      ours: widths.map((bits) => measuredRecall(resultsOf(seeds, pyramidWidthKey(bits, method)), rule)),
    })),
    quantity: { name: `Recall by ${hitRuleName(rule)}`, unit: '%' },
    lines: controlLines(seeds, rule),
  });
}
