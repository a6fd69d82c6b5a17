import type { ProfileName } from '../../../experiments/configuration/runConfiguration';
import type { SeedResults } from '../../../experiments/studies/studyResults';
import type { QuantizationOrder } from '../../../mqat/quantizationOrders';
import type { FigureDraft, FigureText } from '../../figures/figure';
import { differenceFigure } from './differenceFigure';
import { flowName, flowRows } from './flowRows';
import type { HitRule } from '../imageErrorColumns';

/**
 * What flows of modules change, in points of recall, each against the control of as many stages; figure 4 of the paper draws
 * recalls, and prints none of them.
 */
export function flowFigure(
  flows: readonly QuantizationOrder[],
  seeds: readonly SeedResults[],
  rule: HitRule,
  profile: ProfileName,
  text: FigureText,
): FigureDraft {
  const rows = flowRows(flows, profile).map((row) => ({
    ...row,
    category: flowName(row.flow).replaceAll(', ', '<br>'),
  }));
  return differenceFigure(rows, seeds, rule, profile, text);
}
