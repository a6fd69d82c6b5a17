import { fullPrecisionKey } from '../../../experiments/configuration/experiment';
import { runSummary } from '../../../experiments/networks/runSummary';
import type { Baseline, BaselineFamily } from '../../../experiments/studies/baseline';
import type { StoredRun } from '../../../experiments/store/storedRun';
import type { SeedResults } from '../../../experiments/studies/studyResults';
import type { FigureDraft, FigureText } from '../../figures/figure';
import { methodStyles, type SeriesStyle } from '../../figures/palette';
import { scatter } from '../../figures/scatter';
import { hitRuleName, type HitRule } from '../imageErrorColumns';
import { resultsOf } from './seedResults';
import { measuredRecall } from './seedStatistics';

const familyStyles: Readonly<Partial<Record<BaselineFamily, SeriesStyle>>> = {
  MQAT: methodStyles.mqat,
  uniform: { ...methodStyles.lsq, label: 'LSQ, one width' },
  'HAWQ-V3': methodStyles.hawqV3,
  'at once': { ...methodStyles.inq, label: '8-2-8 at once' },
  'post-training': { ...methodStyles.control, label: 'Not retrained', symbol: 'x' },
};

/** In stages, and at once. */
const controlDashes = ['dot', 'dashdot'] as const;

/** A control has the color of the method whose schedule it follows. */
function scheduleColor({ ingredients }: StoredRun): string {
  const { freezing } = ingredients.configuration.training.plan;
  return methodStyles[freezing.length > 0 ? 'inq' : 'lsq'].color;
}

/** One color a family; its methods have shapes of their own. */
function styleBy(style: SeriesStyle, method: string, at: number): SeriesStyle {
  const label = `${style.label} by ${method.toUpperCase()}`;
  return { ...style, label, symbol: at === 0 ? style.symbol : 'star' };
}

/**
 * Figure 6 with our numbers: recall over the compression factor, as papers count it, of the rows that share one policy or
 * have their own. The paper prints the figure, not its numbers.
 */
export function compressionFigure(
  rows: readonly Baseline[],
  seeds: readonly SeedResults[],
  rule: HitRule,
  text: FigureText,
): FigureDraft {
  const families = [...new Set(rows.map(({ family }) => family))];
  const recall = (key: string) => measuredRecall(resultsOf(seeds, key), rule);
  const runOf = (key: string) => resultsOf(seeds, key)[0];
  const methodOf = (key: string) => runOf(key).ingredients.configuration.method;
  return scatter({
    ...text,
    series: families.flatMap((family) => {
      const style = familyStyles[family];
      if (style === undefined) return [];
      const own = rows.filter((row) => row.family === family);
      const methods = [...new Set(own.map(({ key }) => methodOf(key)))];
      return methods.map((method, at) => {
        const keys = own.map(({ key }) => key).filter((key) => methodOf(key) === method);
        return {
          ...{ style: methods.length === 1 ? style : styleBy(style, method, at), source: 'ours' as const },
          x: keys.map((key) => runSummary(runOf(key)).total.compression),
          y: keys.map(recall),
        };
      });
    }),
    horizontal: 'compression',
    vertical: { name: `Recall by ${hitRuleName(rule)}`, unit: '%' },
    lines: [
      {
        label: 'Full precision, ours',
        value: recall(fullPrecisionKey).value,
        color: methodStyles.fullPrecision.color,
        dash: methodStyles.fullPrecision.dash,
      },
      ...rows
        .filter(({ family }) => family === 'control')
        .map(({ key, label }, at) => ({
          ...{ label: `${label}, ours`, value: recall(key).value },
          ...{
            color: scheduleColor(runOf(key)),
            dash: controlDashes[at % controlDashes.length],
          },
        })),
    ],
  });
}
