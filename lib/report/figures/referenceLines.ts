import type { ScatterTrace, Shape } from './figure';
import type { LineDash } from './palette';

/** A line that values are read against, such as full precision. */
export interface ReferenceLine {
  readonly label: string;
  /** In units of the axis that it stands on */
  readonly value: number;
  readonly color: string;
  readonly dash: LineDash;
}

/** @returns lines across the whole plot, behind the data or before it */
export function horizontalLines(
  lines: readonly ReferenceLine[],
  layer: 'below' | 'above' = 'below',
): Shape[] {
  return lines.map(({ value, color, dash }) => ({
    type: 'line',
    xref: 'paper',
    yref: 'y',
    x0: 0,
    x1: 1,
    y0: value,
    y1: value,
    layer,
    line: { color, width: 1.8, dash },
  }));
}

/** @returns lines from the bottom of the plot to its top, behind the data */
export function verticalLines(lines: readonly ReferenceLine[]): Shape[] {
  return lines.map(({ value, color, dash }) => ({
    type: 'line',
    xref: 'x',
    yref: 'paper',
    x0: value,
    x1: value,
    y0: 0,
    y1: 1,
    layer: 'below',
    line: { color, width: 1.8, dash },
  }));
}

/** @returns traces without points that name the lines in the legend, where a label cannot cover data */
export function legendOfLines(lines: readonly ReferenceLine[]): ScatterTrace[] {
  return lines.map(({ label, color, dash }) => ({
    type: 'scatter',
    mode: 'lines',
    x: [null],
    y: [null],
    name: label,
    line: { color, width: 1.8, dash },
  }));
}
