import { compressionAxis, quantityAxis, type Quantity } from './axes';
import type { FigureDraft, FigureText, ScatterTrace } from './figure';
import { formatCount, formatNumber } from '../numberFormat';
import { intervalBars, type Measured } from '../tables/paperComparison';
import type { SeriesStyle } from './palette';
import { horizontalLines, legendOfLines, type ReferenceLine } from './referenceLines';

/** Points of one method. Values of the paper are drawn hollow. */
export interface ScatterSeries {
  readonly style: SeriesStyle;
  /** Missing where nothing of the paper is beside it */
  readonly source?: 'paper' | 'ours';
  readonly x: readonly number[];
  /** As many as x */
  readonly y: readonly Measured[] | readonly number[];
  /** Words beside each point, such as bit widths */
  readonly labels?: readonly string[];
  /** Whether a line joins the points, in the order of x */
  readonly joined?: boolean;
  /** Diameter of the markers where it means something, px; words must say it too */
  readonly markerSize?: number;
}

export interface ScatterOptions extends FigureText {
  readonly series: readonly ScatterSeries[];
  /** `compression` is the logarithmic axis of the compression factor */
  readonly horizontal: Quantity | 'compression';
  readonly vertical: Quantity;
  readonly lines?: readonly ReferenceLine[];
}

/** One quantity over another: filled markers with interval bars are ours, hollow ones the paper's. */
export function scatter(options: ScatterOptions): FigureDraft {
  const { series, horizontal, vertical } = options;
  return {
    title: options.title,
    caption: options.caption,
    alternativeText: `${options.title}. ${series.map(describe).join('; ')}.`,
    width: 760,
    height: 460,
    traces: [...series.map(traceOf), ...legendOfLines(options.lines ?? [])],
    layout: {
      xaxis:
        horizontal === 'compression'
          ? compressionAxis(series.flatMap(({ x }) => x))
          : quantityAxis(horizontal),
      yaxis: quantityAxis(vertical),
      shapes: horizontalLines(options.lines ?? []),
      showlegend: true,
    },
  };
}

function traceOf({ style, source, x, y, labels, joined = false, markerSize }: ScatterSeries): ScatterTrace {
  const { color, symbol, dash } = style;
  const many = x.length > 200;
  const order = [...x.keys()].sort((first, second) => x[first] - x[second]);
  const measured = order.map((at) => y[at]).map(asMeasured);
  const hasIntervals = measured.some(({ low, high }) => low < high);
  return {
    type: 'scatter',
    mode: joined ? 'lines+markers' : labels ? 'markers+text' : 'markers',
    x: order.map((at) => x[at]),
    y: measured.map(({ value }) => value),
    name: nameOf(style, source),
    ...(labels && { text: order.map((at) => labels[at]), textposition: 'top center' }),
    line: { color, width: 1.6, dash: source === 'paper' ? 'dot' : dash },
    marker: {
      symbol: source === 'paper' ? `${symbol}-open` : symbol,
      color,
      size: markerSize ?? (many ? 5 : 11),
      opacity: many ? 0.5 : 1,
      line: { color, width: source === 'paper' ? 2 : 0 },
    },
    ...(hasIntervals && { error_y: intervalBars(measured, color) }),
    cliponaxis: false,
  };
}

function asMeasured(value: Measured | number): Measured {
  return typeof value === 'number' ? { value, low: value, high: value } : value;
}

function nameOf({ label }: SeriesStyle, source: ScatterSeries['source']): string {
  return source === undefined ? label : `${label}, ${source}`;
}

function describe({ style, source, x, y }: ScatterSeries): string {
  const values = y.map((one) => asMeasured(one).value);
  if (values.length === 0) return `${nameOf(style, source)}: no points`;
  const low = values.reduce((least, value) => Math.min(least, value));
  const high = values.reduce((most, value) => Math.max(most, value));
  return `${nameOf(style, source)}: ${formatCount(x.length)} points from ${formatNumber(low)} to ${formatNumber(high)}`;
}
