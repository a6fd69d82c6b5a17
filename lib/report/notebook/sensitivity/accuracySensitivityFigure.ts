import type { AccuracySensitivity, MeasuredShare } from '../../../experiments/sensitivity/partAccuracy';
import type { FigureDraft, FigureText } from '../../figures/figure';
import { methodStyles } from '../../figures/palette';
import type { Measured } from '../../tables/paperComparison';
import { partDots } from '../../figures/partDots';
import type { ReferenceLine } from '../../figures/referenceLines';

/** What a figure of accuracy by layer, or by module, shows. */
export interface AccuracyFigureOptions extends FigureText {
  /** With each part quantized alone, or with all but it */
  readonly quantized: 'alone' | 'allBut';
  readonly kind: 'Layer' | 'Module';
  /** Such as `ADD-0.1d` */
  readonly metric: string;
}

/** Accuracy with one part quantized at a time, or all but one, beside that of the network untouched and quantized whole. */
export function accuracySensitivityFigure(
  { parts, unquantized, quantized }: AccuracySensitivity,
  { quantized: which, kind, metric, ...text }: AccuracyFigureOptions,
): FigureDraft {
  const { color } = methodStyles.fullPrecision;
  const lines: ReferenceLine[] = [
    { label: 'Nothing quantized', value: 100 * unquantized.accuracy.value, color, dash: 'dash' },
    { label: 'All quantized', value: 100 * quantized.accuracy.value, color, dash: 'dot' },
  ];
  return partDots({
    ...text,
    kind,
    parts: parts.map((row) => ({ ...row, measured: inPercent(row[which].accuracy) })),
    quantity: { name: `Recall by ${metric}`, unit: '%', range: [-2, 102] },
    lines,
  });
}

/** @returns a share as percent */
export function inPercent({ value, low, high }: MeasuredShare): Measured {
  return { value: 100 * value, low: 100 * low, high: 100 * high };
}
