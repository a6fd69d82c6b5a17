import { ConfigurationError } from '../../common/errors';
import { quantityAxis, type Quantity } from './axes';
import type { FigureDraft, FigureText, Shape, Trace, Annotation } from './figure';
import { formatCount, formatNumber } from '../numberFormat';
import { translucent, type SeriesStyle } from './palette';

export interface HistogramSeries {
  readonly style: SeriesStyle;
  readonly values: ArrayLike<number>;
}

export interface HistogramOptions extends FigureText {
  readonly series: readonly HistogramSeries[];
  readonly quantity: Quantity;
  /** Bins over the range of the data; twice the cube root of the smallest series where it is missing (Rice's rule) */
  readonly bins?: number;
  /** What the shares are of; images where it is missing */
  readonly sharesOf?: string;
  /** Named spans of the axis, such as near, medium and far */
  readonly spans?: readonly { readonly label: string; readonly low: number; readonly high: number }[];
}

/**
 * Shares of each series in equal bins of a quantity, so that series of different sizes compare.
 * @throws ConfigurationError when a series is empty or holds a value that is not finite
 */
export function histogram(options: HistogramOptions): FigureDraft {
  options.series.forEach(check);
  const smallest = Math.min(...options.series.map(({ values }) => values.length));
  const edges = binEdges(options.series, options.bins ?? Math.ceil(2 * Math.cbrt(smallest)));
  const margin = 0.02 * (edges[edges.length - 1] - edges[0]);
  const range = [edges[0] - margin, edges[edges.length - 1] + margin] as const;
  return {
    title: options.title,
    caption: options.caption,
    alternativeText: `${options.title}. ${options.series.map((one) => describe(one, options.quantity)).join('; ')}.`,
    width: 760,
    height: 400,
    traces: options.series.map((one, index) => outline(one, edges, index)),
    layout: {
      xaxis: quantityAxis({ range, ...options.quantity }),
      yaxis: {
        ...quantityAxis({ name: `Share of ${options.sharesOf ?? 'images'}`, unit: '%' }),
        rangemode: 'tozero',
      },
      shapes: (options.spans ?? []).slice(1).map(({ low }) => divider(low)),
      annotations: (options.spans ?? []).map(spanLabel),
      showlegend: true,
    },
  };
}

/** A stepped outline: several histograms over each other stay readable. */
function outline({ style, values }: HistogramSeries, edges: number[], index: number): Trace {
  const shares = binShares(values, edges);
  const x = edges.flatMap((edge) => [edge, edge]);
  const y = [0, ...shares.flatMap((share) => [share, share]), 0];
  return {
    type: 'scatter',
    mode: 'lines',
    x,
    y,
    name: `${style.label} (${formatCount(values.length)})`,
    line: { color: style.color, width: 2, dash: style.dash },
    ...(index === 0 && { fill: 'tozeroy' as const, fillcolor: translucent(style.color, 0.25) }),
    hovertemplate: '%{x:.4g}: %{y:.2f} %<extra>%{fullData.name}</extra>',
  };
}

/** @returns the percentage of values in each bin; the last bin holds its upper edge too */
export function binShares(values: ArrayLike<number>, edges: readonly number[]): number[] {
  const counts = new Array<number>(edges.length - 1).fill(0);
  const [low, high] = [edges[0], edges[edges.length - 1]];
  for (const value of Array.from(values)) {
    const bin = Math.floor(((value - low) / (high - low)) * counts.length);
    counts[Math.min(bin, counts.length - 1)]++;
  }
  return counts.map((count) => (100 * count) / values.length);
}

function binEdges(series: readonly HistogramSeries[], bins: number): number[] {
  const all = series.flatMap(({ values }) => Array.from(values));
  const low = all.reduce((least, value) => Math.min(least, value), Infinity);
  const high = all.reduce((most, value) => Math.max(most, value), -Infinity);
  const width = high > low ? (high - low) / bins : 1 / bins;
  return Array.from({ length: bins + 1 }, (_, index) => low + index * width);
}

function check({ style, values }: HistogramSeries): void {
  const faulty = Array.from(values).findIndex((value) => !Number.isFinite(value));
  if (values.length > 0 && faulty === -1) return;
  throw new ConfigurationError({
    field: `histogram series "${style.label}"`,
    found: values.length === 0 ? 'no values' : `${values[faulty]} at ${faulty}`,
    expected: 'finite numbers',
    remedy: 'Check where the values come from.',
  });
}

function divider(place: number): Shape {
  return {
    type: 'line',
    xref: 'x',
    yref: 'paper',
    x0: place,
    x1: place,
    y0: 0,
    y1: 1,
    layer: 'below',
    line: { color: '#999999', width: 1, dash: 'dot' },
  };
}

function spanLabel(span: {
  readonly label: string;
  readonly low: number;
  readonly high: number;
}): Annotation {
  return {
    text: span.label,
    x: (span.low + span.high) / 2,
    y: 1,
    xref: 'x',
    yref: 'paper',
    showarrow: false,
    yanchor: 'bottom',
    font: { size: 12 },
  };
}

function describe({ style, values }: HistogramSeries, { unit = '' }: Quantity): string {
  const sorted = Float64Array.from(Array.from(values)).sort();
  const [low, middle, high] = [0, sorted.length >> 1, sorted.length - 1].map((at) =>
    formatNumber(sorted[at]),
  );
  return `${style.label}: ${formatCount(values.length)} values from ${low} to ${high} ${unit}, median ${middle}`;
}
