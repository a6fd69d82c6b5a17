import { fullPrecisionKey } from '../../../experiments/configuration/experiment';
import { probeMethods } from '../../../experiments/studies/firstQuantizedModule';
import type { SeedResults } from '../../../experiments/studies/studyResults';
import { methodStyles } from '../../figures/palette';
import type { ReferenceLine } from '../../figures/referenceLines';
import type { HitRule } from '../imageErrorColumns';
import { resultsOf } from './seedResults';
import { measuredRecall } from './seedStatistics';

/** @returns our full precision, dashed, and the control of each method, dotted in its color */
export function controlLines(seeds: readonly SeedResults[], rule: HitRule): ReferenceLine[] {
  const { color, dash } = methodStyles.fullPrecision;
  const recall = (key: string) => measuredRecall(resultsOf(seeds, key), rule).value;
  return [
    { label: 'Full precision, ours', value: recall(fullPrecisionKey), color, dash },
    ...probeMethods.map((method): ReferenceLine => ({
      label: `Control of ${methodStyles[method].label}, ours`,
      value: recall(`control-${method}`),
      color: methodStyles[method].color,
      dash: 'dot',
    })),
  ];
}
