import { probedModules, probeKey, probeMethods } from '../../../experiments/studies/firstQuantizedModule';
import type { FigureDraft, FigureText } from '../../figures/figure';
import { methodStyles, moduleStyles, type SeriesStyle } from '../../figures/palette';
import { paperComparison, type ComparedSeries, type Measured } from '../../tables/paperComparison';
import type { ReferenceLine } from '../../figures/referenceLines';
import { firstModuleRows, publishedRecall } from './firstModuleRows';
import { controlLines } from './controlLines';
import { hitRuleName, type HitRule } from '../imageErrorColumns';
import { resultsOf, type SeedResults } from './seedResults';
import { measuredRecall } from './seedStatistics';

/** The paper names no method in table 1. */
const unnamedStyle: SeriesStyle = { ...methodStyles.mqat, label: 'Method not named' };

/** Table 1 as a figure: modules side by side, full precision and the controls as lines. */
export function firstModuleFigure(
  seeds: readonly SeedResults[],
  rule: HitRule,
  text: FigureText,
): FigureDraft {
  const measured = (key: string): Measured => measuredRecall(resultsOf(seeds, key), rule);
  const nothing = probedModules.map(() => null);
  const series: ComparedSeries[] = [
    {
      style: unnamedStyle,
      paper: probedModules.map((module) => publishedRecall(rowOf(probeKey(module, 'lsq')), rule)),
      ours: nothing,
    },
    ...probeMethods.map((method) => ({
      style: methodStyles[method],
      paper: nothing,
      ours: probedModules.map((module) => measured(probeKey(module, method))),
    })),
  ];
  return paperComparison({
    ...text,
    categories: probedModules.map((module) => moduleStyles[module].label),
    series,
    quantity: { name: `Recall, ours by ${hitRuleName(rule)}`, unit: '%' },
    lines: referenceLines(seeds, rule),
  });
}

function referenceLines(seeds: readonly SeedResults[], rule: HitRule): ReferenceLine[] {
  const printed = publishedRecall(firstModuleRows[0], rule);
  const paper: ReferenceLine[] =
    printed === null
      ? []
      : [
          {
            label: 'Full precision, paper',
            value: printed,
            color: methodStyles.mqat.color,
            dash: methodStyles.fullPrecision.dash,
          },
        ];
  return [...paper, ...controlLines(seeds, rule)];
}

function rowOf(key: string) {
  return firstModuleRows.find((row) => row.key === key)!;
}
