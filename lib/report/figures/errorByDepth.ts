import { ConfigurationError } from '../../common/errors';
import { quantityAxis } from './axes';
import type { FigureDraft, FigureText, Trace } from './figure';
import { formatNumber } from '../numberFormat';
import { translucent, type SeriesStyle } from './palette';
import { horizontalLines, legendOfLines, type ReferenceLine } from './referenceLines';

/** The errors of one network on a test set, image by image. */
export interface ErrorSeries {
  readonly style: SeriesStyle;
  /** mm */
  readonly depths: ArrayLike<number>;
  /** Pose error over the object's diameter, %; as many as depths; not a number where nothing was predicted */
  readonly errors: ArrayLike<number>;
}

export interface ErrorByDepthOptions extends FigureText {
  readonly series: readonly ErrorSeries[];
  /** Name of the error: `ADD`, `ADI` */
  readonly metric: string;
  /** Spans of equally many images, over each of which the median is drawn; up to 10 of 8 or more where it is missing */
  readonly spans?: number;
  /** Thresholds on the error, % of the diameter */
  readonly thresholds?: readonly number[];
}

/**
 * Pose errors over depth on a logarithmic axis: one dot an image, and for each network the median with the middle
 * half of the images. Images without a prediction cannot be drawn; the caption counts them.
 * @throws ConfigurationError when a series is empty or its lengths differ
 */
export function errorByDepth(options: ErrorByDepthOptions): FigureDraft {
  const prepared = options.series.map((series) => prepare(series, options.spans));
  const thresholds = (options.thresholds ?? []).map(thresholdLine);
  const missing = prepared.map(({ style, missing }) => `${style.label} ${missing}`).join(', ');
  return {
    title: options.title,
    caption: `${options.caption} Not drawn, because nothing was predicted: ${missing}.`,
    alternativeText: `${options.title}. ${prepared.map(describe).join('; ')}.`,
    width: 760,
    height: 460,
    traces: [...prepared.flatMap(tracesOf), ...legendOfLines(thresholds)],
    layout: {
      xaxis: quantityAxis({ name: 'Depth of the object', unit: 'm' }),
      yaxis: quantityAxis({
        name: `${options.metric} error`,
        unit: '% of the diameter',
        scale: 'logarithmic',
      }),
      shapes: horizontalLines(thresholds, 'above'),
      showlegend: true,
    },
  };
}

interface PreparedErrors {
  readonly style: SeriesStyle;
  /** m */
  readonly depths: number[];
  readonly errors: number[];
  readonly spans: readonly { depth: number; lower: number; median: number; upper: number }[];
  readonly missing: number;
}

function prepare({ style, depths, errors }: ErrorSeries, wantedSpans: number | undefined): PreparedErrors {
  if (depths.length === 0 || depths.length !== errors.length) {
    throw new ConfigurationError({
      field: `errors of "${style.label}"`,
      found: `${depths.length} depths and ${errors.length} errors`,
      expected: 'one error a depth, and at least one',
      remedy: 'Check the evaluation.',
    });
  }
  const predicted = Array.from(depths, (depth, at) => ({ depth: depth / 1000, error: errors[at] }))
    .filter(({ error }) => Number.isFinite(error) && error > 0)
    .sort((first, second) => first.depth - second.depth);
  const mostSpans = wantedSpans ?? Math.max(1, Math.min(10, Math.floor(predicted.length / 8)));
  const spanCount = Math.min(mostSpans, predicted.length);
  const start = (at: number): number => Math.round((at * predicted.length) / spanCount);
  const spans = Array.from({ length: spanCount }, (_, at) => {
    const part = predicted.slice(start(at), start(at + 1));
    const sorted = part.map(({ error }) => error).sort((first, second) => first - second);
    return {
      depth: part[part.length >> 1].depth,
      lower: quantile(sorted, 0.25),
      median: quantile(sorted, 0.5),
      upper: quantile(sorted, 0.75),
    };
  });
  return {
    style,
    depths: predicted.map(({ depth }) => depth),
    errors: predicted.map(({ error }) => error),
    spans,
    missing: depths.length - predicted.length,
  };
}

/** @param sorted - ascending, not empty; linear between neighbors */
function quantile(sorted: readonly number[], share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

function tracesOf({ style, depths, errors, spans }: PreparedErrors): Trace[] {
  const places = spans.map(({ depth }) => depth);
  const bound = { type: 'scatter', mode: 'lines', x: places, hoverinfo: 'skip', showlegend: false } as const;
  const edge = { color: translucent(style.color, 0), width: 0 };
  return [
    {
      type: 'scatter',
      mode: 'markers',
      x: depths,
      y: errors,
      name: style.label,
      marker: { color: style.color, symbol: style.symbol, size: 3.5, opacity: 0.18 },
      showlegend: false,
    },
    { ...bound, y: spans.map(({ lower }) => lower), name: `${style.label}, lower quarter`, line: edge },
    {
      ...bound,
      y: spans.map(({ upper }) => upper),
      name: `${style.label}, upper quarter`,
      line: edge,
      fill: 'tonexty',
      fillcolor: translucent(style.color, 0.2),
    },
    {
      type: 'scatter',
      mode: 'lines+markers',
      x: places,
      y: spans.map(({ median }) => median),
      name: style.label,
      line: { color: style.color, width: 2.5, dash: style.dash },
      marker: { color: style.color, symbol: style.symbol, size: 8, line: { color: '#FFFFFF', width: 1 } },
    },
  ];
}

function thresholdLine(threshold: number, index: number): ReferenceLine {
  return {
    label: `${formatNumber(threshold)} % of the diameter`,
    value: threshold,
    color: '#777777',
    dash: (['dot', 'dashdot', 'dash', 'solid'] as const)[index % 4],
  };
}

function describe({ style, errors, missing }: PreparedErrors): string {
  if (errors.length === 0) return `${style.label}: no prediction`;
  const sorted = [...errors].sort((first, second) => first - second);
  return `${style.label}: median error ${formatNumber(quantile(sorted, 0.5), 3)} % of the diameter, ${missing} without prediction`;
}
