import { fullPrecisionKey } from '../../../experiments/configuration/experiment';
import { architectureKey } from '../../../experiments/studies/architectures';
import { probeKey, probeMethods } from '../../../experiments/studies/firstQuantizedModule';
import { flowControlKey } from '../../../experiments/flow/sequentialRuns';
import type { SeedResults } from '../../../experiments/studies/studyResults';
import { depthBinNames, type DepthBinName } from '../../../metrics/depthBins';
import type { FigureDraft, FigureText } from '../../figures/figure';
import { methodStyles, type SeriesStyle } from '../../figures/palette';
import { paperComparison } from '../../tables/paperComparison';
import { paperTable } from '../../paperValues';
import { networkLooks } from '../networks/networkLooks';
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

/**
 * A network at full precision and with ternary pyramids, by each method beside its control. The paper names no method; its
 * number is put beside INQ's.
 */
export function depthRowsOf(network: 'WDR' | 'CA-SpaceNet'): readonly DepthRow[] {
  return [
    {
      ...{ key: fullPrecisionKey, label: 'full precision', controlKey: null, published: network },
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
        ...{
          controlKey: flowControlKey(method, 1),
          published: method === 'inq' ? `${network} + MQAT` : null,
        },
        style: { ...methodStyles[method], label: `Pyramid at 2 bits, ${method.toUpperCase()}` },
      },
    ]),
  ];
}

/** What table 3 prints of WDR, and its controls. */
export const depthRows = depthRowsOf('WDR');

/** The networks of table 3 at full precision: runs of figure 2. */
export const networkDepthRows: readonly DepthRow[] = (
  [
    ['segDriven', 'SegDriven-Z'],
    ['dlr', 'DLR'],
    ['caSpaceNet', 'CA-SpaceNet'],
    ['wdr', 'WDR'],
  ] as const
).map(([network, published]) => {
  const { label, color, symbol } = networkLooks[network];
  return {
    ...{ key: architectureKey(network), label, controlKey: null, published },
    style: { label, color, symbol, dash: 'solid' },
  };
});

/** @returns the paper's number of a row in a range, %, which it calls ADI-0.1d; null where it has none */
export function publishedInRange({ published }: DepthRow, range: DepthBinName | 'all'): number | null {
  return paperTable('table3').find(({ network }) => network === published)?.[range] ?? null;
}

/** @returns a rule that counts only the images of a range */
export function inRange({ metric, threshold }: HitRule, range: DepthBinName | 'all'): HitRule {
  return { metric, threshold, ...(range !== 'all' && { depth: range }) };
}

/** Rows of table 3 as a figure: ranges of depth side by side, the paper's numbers hollow. */
export function depthRangeFigure(
  rows: readonly DepthRow[],
  seeds: readonly SeedResults[],
  rule: HitRule,
  text: FigureText,
): FigureDraft {
  return paperComparison({
    ...text,
    categories: [...depthRanges],
    series: rows.map((row) => ({
      style: row.style,
      paper: depthRanges.map((range) => publishedInRange(row, range)),
      ours: depthRanges.map((range) => measuredRecall(resultsOf(seeds, row.key), inRange(rule, range))),
    })),
    quantity: { name: `Recall, ours by ${hitRuleName(rule)}`, unit: '%' },
  });
}
