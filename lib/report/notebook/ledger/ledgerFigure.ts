import { quantityAxis } from '../../figures/axes';
import type { FigureDraft, FigureText, ScatterTrace } from '../../figures/figure';
import type { Ledger } from '../../ledger/ledger';
import type { NumberRow } from '../../ledger/numberRows';
import { formatNumber } from '../../numberFormat';
import { methodStyles, type SeriesStyle } from '../../figures/palette';
import { intervalBars, type Measured } from '../../tables/paperComparison';

/** How the readings of a number are told apart: by the method in front of the metric. */
const seriesOf: readonly (readonly [method: string, style: SeriesStyle])[] = [
  ['', { ...methodStyles.fullPrecision, label: 'No method named' }],
  ['LSQ, ', methodStyles.lsq],
  ['INQ, ', methodStyles.inq],
];

const rowHeight = 20;

/**
 * The paper's recalls beside ours, a row each: hollow the paper's, filled with intervals ours. Of the numbers that are measured, or of all where none
 * is yet.
 * @param metric - such as `ADD-0.1d`: readings by other metrics, or of a network in another way, are left out
 */
export function ledgerFigure({ numbers }: Ledger, metric: string, text: FigureText): FigureDraft {
  const drawn = seriesOf.map(([method]) => `${method}${metric}`);
  const read = numbers.filter(({ reading }) => drawn.includes(reading));
  const measured = read.filter(({ ours }) => ours !== undefined);
  const shown = measured.length > 0 ? measured : read;
  const places = [...new Set(shown.map(({ where }) => where))];
  const traces = seriesOf.flatMap(([, style], at) => {
    const rows = shown.filter(({ reading }) => reading === drawn[at]);
    const heights = rows.map(({ where }) => places.indexOf(where) + (at - 1) / 5);
    return tracesOf(rows, heights, style);
  });
  return {
    title: text.title,
    caption: `${text.caption} Hollow: paper. Filled, with interval: ours.`,
    alternativeText: `${text.title}. ${shown.map(describe).join('; ')}.`,
    width: 900,
    height: 150 + rowHeight * Math.max(places.length, 8),
    traces,
    layout: {
      xaxis: quantityAxis({ name: `Recall by ${metric}`, unit: '%', range: [0, 100] }),
      yaxis: {
        title: { text: 'Number of the paper', standoff: 8 },
        tickvals: places.map((_, row) => row),
        ticktext: places,
        range: [places.length - 0.4, -0.6],
        tickfont: { size: 11 },
      },
      showlegend: true,
    },
  };
}

function tracesOf(
  rows: readonly NumberRow[],
  heights: readonly number[],
  { label, color, symbol }: SeriesStyle,
): ScatterTrace[] {
  if (rows.length === 0) return [];
  const text = rows.map(({ where }) => where);
  const common = { type: 'scatter', mode: 'markers', text, cliponaxis: false } as const;
  const hovertemplate = '%{text}: %{x:.2f}<extra>%{fullData.name}</extra>';
  const paper: ScatterTrace = {
    ...{ ...common, hovertemplate, name: `${label}, paper`, x: rows.map((row) => row.paper), y: heights },
    marker: { symbol: `${symbol}-open`, color, size: 9, line: { color, width: 2 } },
  };
  const measured = rows.map(measuredOf);
  if (measured.every((one) => one === null)) return [paper];
  const ours: ScatterTrace = {
    ...{
      ...common,
      hovertemplate,
      name: `${label}, ours`,
      x: measured.map((one) => one && one.value),
      y: heights,
    },
    marker: { symbol, color, size: 9 },
    error_x: intervalBars(measured, color),
  };
  return [paper, ours];
}

function measuredOf({ ours: value, low, high }: NumberRow): Measured | null {
  return value === undefined || low === undefined || high === undefined ? null : { value, low, high };
}

function describe({ where, reading, paper, ours }: NumberRow): string {
  const own = ours === undefined ? 'none' : `${formatNumber(ours)} %`;
  return `${where}, ${reading}: paper ${formatNumber(paper)} %, ours ${own}`;
}
