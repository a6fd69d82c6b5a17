import type { DataFrame } from 'danfojs-node';
import type {
  AccuracySensitivity,
  PartlyQuantizedAccuracy,
} from '../../../experiments/sensitivity/partAccuracy';
import { inPercent } from './accuracySensitivityFigure';
import { dataFrame, type Cell } from '../../tables/dataFrame';
import { differenceText, measuredText } from '../../tables/measuredText';

/**
 * Accuracy by layer, or by module, % with intervals: quantized alone, and its paired difference from the network untouched;
 * all but it quantized, and its paired difference from the network quantized whole.
 */
export function accuracySensitivityTable(
  { parts, unquantized, quantized }: AccuracySensitivity,
  kind: 'layer' | 'module',
): Promise<DataFrame> {
  return dataFrame(
    [kind, 'it alone', '− nothing quantized', 'all but it', '− all quantized'],
    [
      ['(nothing)', measuredText(inPercent(unquantized.accuracy)), null, null, null],
      ['(all)', ...cells(quantized, 'fromUnquantized'), null, null],
      ...parts.map(({ part, alone, allBut }): Cell[] => [
        part,
        ...cells(alone, 'fromUnquantized'),
        ...cells(allBut, 'fromQuantized'),
      ]),
    ],
  );
}

function cells(one: PartlyQuantizedAccuracy, against: 'fromUnquantized' | 'fromQuantized'): [string, string] {
  return [measuredText(inPercent(one.accuracy)), differenceText(inPercent(one[against]))];
}
