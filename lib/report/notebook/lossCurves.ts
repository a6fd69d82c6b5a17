import { ResultsError } from '../../common/errors';
import type { StoredRun } from '../../experiments/store/storedRun';
import type { FigureDraft, FigureText } from '../figures/figure';
import type { SeriesStyle } from '../figures/palette';
import { trainingCurve } from '../figures/trainingCurve';

/** The loss and its parts, by their column in a stored curve. */
const lossStyles: Readonly<Record<string, SeriesStyle>> = {
  loss: { label: 'Loss', color: '#000000', symbol: 'circle', dash: 'solid' },
  focal: { label: 'Class: focal, × 0.01', color: '#0072B2', symbol: 'square', dash: 'dash' },
  objectSpace: {
    label: 'Corners: object space, × 0.1',
    color: '#D55E00',
    symbol: 'diamond',
    dash: 'dashdot',
  },
};

/** Share of the steps that the running mean goes over. */
const smoothing = 1 / 25;

/**
 * The training loss of a run and the weighted parts that it is the sum of (arXiv 2104.00337, equation 3).
 * @throws ResultsError when the stored curve lacks a part
 */
export function lossCurves(run: StoredRun, text: FigureText): FigureDraft {
  const steps = curveColumn(run, 'step');
  return trainingCurve({
    ...text,
    quantity: { name: 'Loss', scale: 'logarithmic' },
    curves: Object.entries(lossStyles).map(([column, style]) => ({
      style,
      steps,
      values: curveColumn(run, column),
      smoothing: Math.max(1, Math.round(smoothing * steps.length)),
    })),
  });
}

function curveColumn({ curve, folder }: StoredRun, name: string): number[] {
  const place = curve.columns.indexOf(name);
  if (place >= 0) return curve.rows.map((row) => row[place]);
  throw new ResultsError({
    file: folder,
    field: `curve.${name}`,
    found: `only ${curve.columns.join(', ')}`,
    expected: 'the column',
    remedy: 'Delete the folder: the run is done again.',
  });
}
