import type { Annotation, Shape } from './figure';
import type { LineDash } from './palette';

/** A horizontal line that values are read against, such as full precision. */
export interface ReferenceLine {
  readonly label: string;
  /** In units of the vertical axis */
  readonly value: number;
  readonly color: string;
  readonly dash: LineDash;
}

/**
 * Lines across the whole plot, each labeled at its right end, inside the plot. Lines so close that their labels
 * would meet have the lower one's label under its line.
 */
export function horizontalLines(
  lines: readonly ReferenceLine[],
  scale: 'linear' | 'logarithmic' = 'linear',
): { readonly shapes: readonly Shape[]; readonly annotations: readonly Annotation[] } {
  const lowest = Math.min(...lines.map(({ value }) => value));
  return {
    shapes: lines.map(({ value, color, dash }) => ({
      type: 'line',
      xref: 'paper',
      yref: 'y',
      x0: 0,
      x1: 1,
      y0: value,
      y1: value,
      layer: 'below',
      line: { color, width: 1.5, dash },
    })),
    annotations: lines.map(({ label, value, color }) => ({
      text: label,
      x: 1,
      y: scale === 'logarithmic' ? Math.log10(value) : value,
      xref: 'paper',
      yref: 'y',
      showarrow: false,
      xanchor: 'right',
      yanchor: lines.length > 1 && value === lowest ? 'top' : 'bottom',
      font: { size: 12, color },
      bgcolor: 'rgba(255,255,255,0.75)',
    })),
  };
}
