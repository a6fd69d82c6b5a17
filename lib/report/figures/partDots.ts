import { quantityAxis, type Quantity } from './axes';
import type { Axis, FigureDraft, FigureText, ScatterTrace, Shape } from './figure';
import { moduleStyle } from './moduleStyle';
import { formatNumber } from '../numberFormat';
import { intervalBars, type Measured } from '../tables/paperComparison';
import { legendOfLines, verticalLines, type ReferenceLine } from './referenceLines';

/** A layer or a module with a number of its own. */
export interface MeasuredPart {
  readonly part: string;
  readonly module: string;
  readonly measured: Measured;
}

export interface PartDotsOptions extends FigureText {
  /** What a row is */
  readonly kind: 'Layer' | 'Module' | 'Order' | 'Set';
  /** Modules, or other groups of rows, in the order that decides their looks; as they come where it is missing */
  readonly modules?: readonly string[];
  /** From top to bottom */
  readonly parts: readonly MeasuredPart[];
  readonly quantity: Quantity;
  /** What the numbers are read against */
  readonly lines?: readonly ReferenceLine[];
}

const rowHeight = 18;

/**
 * A row a layer, or a module: its number as a dot with its interval, colored by module. On a logarithmic axis numbers of zero
 * and below are not drawn, and intervals that reach there end at the border; the caption says so.
 */
export function partDots(options: PartDotsOptions): FigureDraft {
  const { parts, quantity, lines = [] } = options;
  const { modules = [...new Set(parts.map(({ module }) => module))] } = options;
  const border = quantity.scale === 'logarithmic' ? logarithmicBorder(parts) : undefined;
  const rows = parts.map((part, row) => ({ ...part, row }));
  const range = border === undefined ? quantity.range : ([border, highest(parts) * 1.3] as const);
  return {
    title: options.title,
    caption: [options.caption, ...notDrawn(parts, border)].join(' '),
    alternativeText: `${options.title}. ${parts.map(describe).join('; ')}.`,
    width: 760,
    height: 150 + rowHeight * Math.max(parts.length, 8),
    traces: [
      ...modules
        .filter((module) => parts.some((part) => part.module === module))
        .map((module) =>
          traceOf(
            rows.filter((row) => row.module === module),
            module,
            modules,
            border,
          ),
        ),
      ...legendOfLines(lines),
    ],
    layout: {
      xaxis: quantityAxis({ ...quantity, ...(range && { range }) }),
      yaxis: namesAxis(options),
      shapes: [...verticalLines(lines), ...bordersOf(options)],
      showlegend: true,
    },
  };
}

function traceOf(
  rows: readonly (MeasuredPart & { readonly row: number })[],
  module: string,
  modules: readonly string[],
  border: number | undefined,
): ScatterTrace {
  const { color, symbol, label } = moduleStyle(module, modules);
  const drawn = border === undefined ? rows : rows.filter(({ measured }) => measured.value > 0);
  const measured = drawn.map(({ measured: { value, low, high } }) => ({
    ...{ value, high },
    low: border === undefined ? low : Math.max(low, Math.min(border, value)),
  }));
  const hasIntervals = measured.some(({ low, high }) => low < high);
  return {
    type: 'scatter',
    mode: 'markers',
    x: measured.map(({ value }) => value),
    y: drawn.map(({ row }) => row),
    name: label,
    text: drawn.map(({ part }) => part),
    marker: { symbol, color, size: 9 },
    ...(hasIntervals && { error_x: intervalBars(measured, color) }),
    hovertemplate: '%{text}: %{x:.4g}<extra></extra>',
    cliponaxis: false,
  };
}

/** The first row on top, names as they are below their module. */
function namesAxis({ parts, kind }: PartDotsOptions): Axis {
  return {
    title: { text: kind, standoff: 8 },
    tickvals: parts.map((_, row) => row),
    ticktext: parts.map(({ part, module }) =>
      part.startsWith(`${module}.`) ? part.slice(module.length + 1) : part,
    ),
    range: [parts.length - 0.4, -0.6],
    showgrid: false,
    tickfont: { size: 11 },
  };
}

/** Thin lines where one module ends and the next begins; there are none between orders and sets, which come by rank. */
function bordersOf({ kind, parts }: PartDotsOptions): Shape[] {
  if (kind === 'Order' || kind === 'Set') return [];
  return parts.flatMap(({ module }, row): Shape[] => {
    if (row === 0 || parts[row - 1].module === module) return [];
    const y = row - 0.5;
    const line = { color: '#BBBBBB', width: 1 };
    return [{ type: 'line', xref: 'paper', yref: 'y', x0: 0, x1: 1, y0: y, y1: y, layer: 'below', line }];
  });
}

/** Half of the least number above zero. */
function logarithmicBorder(parts: readonly MeasuredPart[]): number {
  const positive = parts.flatMap(({ measured: { value, low } }) => [value, low]).filter((value) => value > 0);
  return positive.length === 0 ? 0.1 : Math.min(...positive) / 2;
}

function highest(parts: readonly MeasuredPart[]): number {
  return Math.max(...parts.map(({ measured }) => measured.high).filter((value) => value > 0), 1e-300);
}

function notDrawn(parts: readonly MeasuredPart[], border: number | undefined): string[] {
  if (border === undefined) return [];
  const below = parts.filter(({ measured }) => measured.value <= 0);
  const reaching = parts.filter(({ measured: { value, low } }) => value > 0 && low <= 0);
  return [
    ...(reaching.length > 0 ? ['Intervals that end at the left border reach zero or below.'] : []),
    ...(below.length > 0
      ? [
          `Not drawn, for they are not above zero: ${below
            .map(({ part, measured }) => `${part} (${formatNumber(measured.value, 3)})`)
            .join(', ')}.`,
        ]
      : []),
  ];
}

function describe({ part, measured: { value, low, high } }: MeasuredPart): string {
  const interval = low < high ? ` (${formatNumber(low, 3)} to ${formatNumber(high, 3)})` : '';
  return `${part} ${formatNumber(value, 3)}${interval}`;
}
