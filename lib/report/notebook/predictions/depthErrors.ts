import type { StoredRun } from '../../../experiments/store/storedRun';
import type { PoseMetric } from '../../../metrics/poseEvaluation';
import { errorByDepth } from '../../figures/errorByDepth';
import type { FigureDraft, FigureText } from '../../figures/figure';
import type { SeriesStyle } from '../../figures/palette';
import { imageColumn } from '../imageErrorColumns';

/** A finished run and how it looks. */
export interface StyledRun {
  readonly run: StoredRun;
  readonly style: SeriesStyle;
}

/** Pose errors of every image of the test set over its depth, with the thresholds that recalls are counted at. */
export function depthErrors(runs: readonly StyledRun[], metric: PoseMetric, text: FigureText): FigureDraft {
  return errorByDepth({
    ...text,
    metric,
    thresholds: [5, 10, 20, 50],
    series: runs.map(({ run, style }) => ({
      style,
      depths: imageColumn(run, 'depth').map((depth) => depth ?? NaN),
      errors: imageColumn(run, metric).map((error) => (error === null ? NaN : 100 * error)),
    })),
  });
}
