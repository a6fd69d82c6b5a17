import { quantityAxis, type Quantity } from '../figures/axes';
import type { ErrorBars, FigureDraft, FigureText, ScatterTrace } from '../figures/figure';
import { formatNumber } from '../numberFormat';
import type { SeriesStyle } from '../figures/palette';
import { horizontalLines, legendOfLines, type ReferenceLine } from '../figures/referenceLines';

/** A value of ours with the ends of its interval. */
export interface Measured {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** What a method reaches in each category, in print and here; null where there is no number. */
export interface ComparedSeries {
  readonly style: SeriesStyle;
  readonly paper: readonly (number | null)[];
  readonly ours: readonly (Measured | null)[];
}

export interface PaperComparisonOptions extends FigureText {
  readonly categories: readonly string[];
  readonly series: readonly ComparedSeries[];
  readonly quantity: Quantity;
  /** Full precision, dashed: the paper's, ours, or both */
  readonly lines?: readonly ReferenceLine[];
}

/**
 * The paper beside us, category by category: hollow markers are the paper's values, filled ones with interval bars
 * ours.
 */
export function paperComparison(options: PaperComparisonOptions): FigureDraft {
  const { categories, series } = options;
  const isPrinted = series.some(({ paper }) => paper.some((value) => value !== null));
  return {
    title: options.title,
    caption: `${options.caption}${isPrinted ? ' Hollow: paper.' : ''} Filled, with interval: ours.`,
    alternativeText: `${options.title}. ${describe(options)}`,
    width: 760,
    height: 440,
    traces: [
      ...series.flatMap((one, index) => tracesOf(one, index, options)),
      ...legendOfLines(options.lines ?? []),
    ],
    layout: {
      xaxis: {
        title: { text: '' },
        tickvals: categories.map((_, place) => place),
        ticktext: categories,
        range: [-0.5, categories.length - 0.5],
        showgrid: false,
      },
      yaxis: quantityAxis(options.quantity),
      shapes: horizontalLines(options.lines ?? []),
      showlegend: true,
    },
  };
}

function tracesOf(
  one: ComparedSeries,
  index: number,
  { categories, series }: PaperComparisonOptions,
): ScatterTrace[] {
  const slot = 0.7 / Math.max(series.length, 2);
  const center = (index - (series.length - 1) / 2) * slot;
  const places = (shift: number): number[] => categories.map((_, place) => place + center + shift);
  const { color, symbol, label } = one.style;
  const traces: ScatterTrace[] = [
    {
      type: 'scatter',
      mode: 'markers',
      x: places(-slot / 5),
      y: one.paper,
      name: `${label}, paper`,
      marker: { symbol: `${symbol}-open`, color, size: 11, line: { color, width: 2 } },
      hovertemplate: '%{y:.2f}<extra>%{fullData.name}</extra>',
    },
    {
      type: 'scatter',
      mode: 'markers',
      x: places(slot / 5),
      y: one.ours.map((measured) => measured?.value ?? null),
      name: `${label}, ours`,
      marker: { symbol, color, size: 11 },
      error_y: intervalBars(one.ours, color),
      hovertemplate: '%{y:.2f}<extra>%{fullData.name}</extra>',
    },
  ];
  return traces.filter(({ y }) => y.some((value) => value !== null));
}

/** @returns the interval around each value, as plotly's error bars */
export function intervalBars(values: readonly (Measured | null)[], color: string): ErrorBars {
  return {
    type: 'data',
    symmetric: false,
    array: values.map((measured) => measured && measured.high - measured.value),
    arrayminus: values.map((measured) => measured && measured.value - measured.low),
    color,
    thickness: 1.6,
    width: 5,
  };
}

function describe({ categories, series, quantity }: PaperComparisonOptions): string {
  const unit = quantity.unit === undefined ? '' : ` ${quantity.unit}`;
  const sentences = series.flatMap(({ style, paper, ours }) =>
    categories.map((category, at) => {
      const printed = paper[at] === null ? 'none' : `${formatNumber(paper[at])}${unit}`;
      const measured = ours[at] === null ? 'none' : `${formatNumber(ours[at].value)}${unit}`;
      return `${style.label}, ${category.replaceAll('<br>', ' ')}: paper ${printed}, ours ${measured}`;
    }),
  );
  return `${sentences.join('; ')}.`;
}
