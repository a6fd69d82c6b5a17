import type { FigureDraft, FigureText } from '../../figures/figure';
import { paperComparison } from '../../tables/paperComparison';
import type { SeriesStyle } from '../../figures/palette';
import type { CloudRow } from './cloudStatistics';

/** How concentrated the votes of each network are, and how far from the truth; the paper shows clouds and no number. */
export function cloudFigure(
  rows: readonly (CloudRow & { readonly style: SeriesStyle })[],
  text: FigureText,
): FigureDraft {
  return paperComparison({
    ...text,
    categories: ['spread about their own mean', 'distance from the truth'],
    series: rows.map(({ style, spread, error }) => ({ style, paper: [null, null], ours: [spread, error] })),
    quantity: { name: 'Votes for the corners', unit: '% of the diameter' },
  });
}
