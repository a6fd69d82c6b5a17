import { probeKey, probeMethods } from '../../../experiments/studies/firstQuantizedModule';
import { flowControlKey } from '../../../experiments/flow/sequentialRuns';
import type { SeedResults } from '../../../experiments/studies/studyResults';
import { depthBinNames, type DepthBinName } from '../../../metrics/depthBins';
import type { FigureDraft, FigureText } from '../../figures/figure';
import { methodStyles, type SeriesStyle } from '../../figures/palette';
import { paperComparison } from '../../tables/paperComparison';
import { paperTable } from '../../paperValues';
import { hitRuleName, type HitRule } from '../imageErrorColumns';
import { resultsOf } from '../studies/seedResults';
import { measuredRecall } from '../studies/seedStatistics';
import type { StudyRow } from '../studies/studyRows';

/** Ranges of depth in the paper's order, all of them last. */
export const depthRanges = [...depthBinNames, 'all'] as const;

/** A row of table 3: a network in every range of depth. */
export interface DepthRow extends StudyRow {
  /** Its row in the paper's table; null where it has none */
  readonly published: string | null;
  readonly style: SeriesStyle;
}

/** WDR at full precision and with a ternary pyramid, by each method beside its control; the paper names no method. */
export const depthRows: readonly DepthRow[] = [
  {
    ...{ key: 'full-precision', label: 'full precision', controlKey: null, published: 'WDR' },
    style: methodStyles.fullPrecision,
  },
  ...probeMethods.flatMap((method): DepthRow[] => [
    {
      ...{ key: flowControlKey(method, 1), label: `control of ${method.toUpperCase()}` },
      ...{ controlKey: null, published: null },
      style: {
        ...methodStyles[method],
        label: `Control of ${method.toUpperCase()}`,
        symbol: methodStyles.control.symbol,
      },
    },
    {
      ...{ key: probeKey('fpn', method), label: `pyramid at 2 bits, ${method.toUpperCase()}` },
      ...{ controlKey: flowControlKey(method, 1), published: method === 'inq' ? 'WDR + MQAT' : null },
      style: { ...methodStyles[method], label: `Pyramid at 2 bits, ${method.toUpperCase()}` },
    },
  ]),
];

/** @returns the paper's number of a row in a range, %, which it calls ADI-0.1d; null where it has none */
export function publishedInRange({ published }: DepthRow, range: DepthBinName | 'all'): number | null {
  return paperTable('table3').find(({ network }) => network === published)?.[range] ?? null;
}

/** @returns a rule that counts only the images of a range */
export function inRange({ metric, threshold }: HitRule, range: DepthBinName | 'all'): HitRule {
  return { metric, threshold, ...(range !== 'all' && { depth: range }) };
}

/** Table 3 as a figure: ranges of depth side by side, the paper's numbers hollow. */
export function depthRangeFigure(
  seeds: readonly SeedResults[],
  rule: HitRule,
  text: FigureText,
): FigureDraft {
  return paperComparison({
    ...text,
    categories: [...depthRanges],
    series: depthRows.map((row) => ({
      style: row.style,
      paper: depthRanges.map((range) => publishedInRange(row, range)),
      ours: depthRanges.map((range) => measuredRecall(resultsOf(seeds, row.key), inRange(rule, range))),
    })),
    quantity: { name: `Recall, ours by ${hitRuleName(rule)}`, unit: '%' },
  });
}
