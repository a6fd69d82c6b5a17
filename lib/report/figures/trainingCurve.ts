import { ConfigurationError } from '../../common/errors';
import { quantityAxis, type Quantity } from './axes';
import type { FigureDraft, FigureText, Shape, Trace } from './figure';
import { formatNumber } from '../numberFormat';
import { translucent, type SeriesStyle } from './palette';

/** One quantity followed over the steps of a run. */
export interface Curve {
  readonly style: SeriesStyle;
  readonly steps: readonly number[];
  /** As many as steps */
  readonly values: readonly number[];
  /** Steps in the running mean that is drawn over the values; 1 or missing draws the values themselves */
  readonly smoothing?: number;
}

export interface TrainingCurveOptions extends FigureText {
  readonly curves: readonly Curve[];
  readonly quantity: Quantity;
  /** Steps at which something happened, such as a drop of the learning rate */
  readonly events?: readonly { readonly step: number; readonly label: string }[];
}

/** More points than this cannot be told apart and only make the notebook larger. */
const maximumPoints = 500;

/**
 * Quantities over training steps. Curves of more than 500 points are drawn as means of equal spans of steps; the
 * caption says so.
 * @throws ConfigurationError when a curve has no points, or not as many values as steps
 */
export function trainingCurve(options: TrainingCurveOptions): FigureDraft {
  const curves = options.curves.map((curve) => ({ curve, ...thinned(curve) }));
  const widest = Math.max(1, ...curves.map(({ span }) => span));
  return {
    title: options.title,
    caption:
      widest === 1 ? options.caption : `${options.caption} Each point is the mean of ${widest} values.`,
    alternativeText: `${options.title}. ${options.curves.map(describe).join('; ')}.`,
    width: 760,
    height: 420,
    traces: curves.flatMap(({ curve, steps, values }) => tracesOf(curve, steps, values)),
    layout: {
      xaxis: quantityAxis({ name: 'Training step' }),
      yaxis: quantityAxis(options.quantity),
      shapes: (options.events ?? []).map(eventLine),
      annotations: (options.events ?? []).map(({ step, label }) => ({
        text: label,
        x: step,
        y: 1,
        xref: 'x',
        yref: 'paper',
        showarrow: false,
        xanchor: 'left',
        yanchor: 'bottom',
        font: { size: 12 },
      })),
      showlegend: true,
    },
  };
}

function tracesOf(curve: Curve, steps: number[], values: number[]): Trace[] {
  const { style, smoothing = 1 } = curve;
  const isSmooth = smoothing > 1;
  const isShort = steps.length <= 40;
  const raw: Trace = {
    type: 'scatter',
    mode: isShort && !isSmooth ? 'lines+markers' : 'lines',
    x: steps,
    y: values,
    name: style.label,
    line: isSmooth
      ? { color: translucent(style.color, 0.3), width: 1 }
      : { color: style.color, width: 2, dash: style.dash },
    marker: { color: style.color, symbol: style.symbol, size: 7 },
    showlegend: !isSmooth,
    ...(isSmooth && { hoverinfo: 'skip' }),
  };
  if (!isSmooth) return [raw];
  const smooth: Trace = {
    type: 'scatter',
    mode: 'lines',
    x: steps,
    y: runningMean(values, Math.max(1, Math.round((smoothing * steps.length) / curve.steps.length))),
    name: style.label,
    line: { color: style.color, width: 2.2, dash: style.dash },
  };
  return [raw, smooth];
}

/** Mean over the values up to half the span away on either side; over those there are near the ends. */
function runningMean(values: readonly number[], span: number): number[] {
  const reach = span >> 1;
  return values.map((_, at) => mean(values.slice(Math.max(0, at - reach), at + reach + 1)));
}

function thinned({ style, steps, values }: Curve): { steps: number[]; values: number[]; span: number } {
  if (steps.length === 0 || steps.length !== values.length) {
    throw new ConfigurationError({
      field: `curve "${style.label}"`,
      found: `${steps.length} steps and ${values.length} values`,
      expected: 'one value a step, and at least one',
      remedy: 'Check what the training loop recorded.',
    });
  }
  const span = Math.ceil(steps.length / maximumPoints);
  const starts = Array.from({ length: Math.ceil(steps.length / span) }, (_, index) => index * span);
  return {
    steps: starts.map((start) => steps[Math.min(start + span, steps.length) - 1]),
    values: starts.map((start) => mean(values.slice(start, start + span))),
    span,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function eventLine({ step }: { readonly step: number }): Shape {
  return {
    type: 'line',
    xref: 'x',
    yref: 'paper',
    x0: step,
    x1: step,
    y0: 0,
    y1: 1,
    layer: 'below',
    line: { color: '#999999', width: 1, dash: 'dot' },
  };
}

function describe({ style, values }: Curve): string {
  return `${style.label} goes from ${formatNumber(values[0])} to ${formatNumber(values[values.length - 1])}`;
}
