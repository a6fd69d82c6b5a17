import type { FigureDraft, FigureText } from '../figure';
import type { Ledger, NumberRow } from '../ledger/ledger';
import { methodStyles, type SeriesStyle } from '../palette';
import { paperComparison } from '../paperComparison';

/** How the readings of a number are told apart: by the method in front of the metric. */
const seriesOf: readonly (readonly [method: string, style: SeriesStyle])[] = [
  ['', { ...methodStyles.fullPrecision, label: 'No method named' }],
  ['LSQ, ', methodStyles.lsq],
  ['INQ, ', methodStyles.inq],
];

/**
 * The paper's recalls beside ours, with intervals: of the numbers that are measured, or of all where none is yet.
 * @param metric - such as `ADD-0.1d`: readings by other metrics are left out
 */
export function ledgerFigure({ numbers }: Ledger, metric: string, text: FigureText): FigureDraft {
  const read = numbers.filter(({ reading }) => reading.endsWith(metric));
  const measured = read.filter(({ ours }) => ours !== undefined);
  const shown = measured.length > 0 ? measured : read;
  const places = [...new Set(shown.map(({ where }) => where))];
  return paperComparison({
    ...text,
    categories: places,
    series: seriesOf.map(([method, style]) => {
      const rows = places.map((where) =>
        shown.find((row) => row.where === where && row.reading === `${method}${metric}`),
      );
      return { style, paper: rows.map((row) => row?.paper ?? null), ours: rows.map(measuredOf) };
    }),
    quantity: { name: `Recall by ${metric}`, unit: '%' },
  });
}

function measuredOf(row: NumberRow | undefined) {
  const { ours: value, low, high } = row ?? {};
  return value === undefined || low === undefined || high === undefined ? null : { value, low, high };
}
