import type { ProfileName } from '../../experiments/runConfiguration';
import { flowMethods } from '../../experiments/studies/flowStudy';
import type { SeedResults } from '../../experiments/studies/studyResults';
import type { QuantizationOrder } from '../../mqat/quantizationOrders';
import type { FigureDraft, FigureText } from '../figure';
import { methodStyles } from '../palette';
import { paperComparison } from '../paperComparison';
import { flowName, flowRows } from './flowRows';
import { hitRuleName, type HitRule } from './imageErrorColumns';
import { studyDifferences } from './studyRows';

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
  const differences = studyDifferences(flowRows(flows, profile), seeds, rule, profile);
  return paperComparison({
    ...text,
    categories: flows.map((flow) => flowName(flow).replaceAll(', ', '<br>')),
    series: flowMethods(profile).map((method) => ({
      style: methodStyles[method],
      paper: flows.map(() => null),
      ours: differences.filter(({ row }) => row.method === method).map(({ control }) => control),
    })),
    quantity: { name: `${hitRuleName(rule)} less that of the control`, unit: 'points' },
    lines: [
      {
        label: 'Matched control',
        value: 0,
        color: methodStyles.control.color,
        dash: methodStyles.control.dash,
      },
    ],
  });
}
