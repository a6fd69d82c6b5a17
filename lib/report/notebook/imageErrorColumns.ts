import { ResultsError } from '../../common/errors';
import type { StoredRun } from '../../experiments/storedRun';
import type { PoseMetric } from '../../metrics/poseEvaluation';
import { isHit } from '../../metrics/recall';

/**
 * @returns one number an image of the test set: its depth (mm), or its pose error over the diameter; null where nothing
 * was found
 * @throws ResultsError when the stored result lacks it
 */
export function imageColumn({ images, folder }: StoredRun, name: 'depth' | PoseMetric): (number | null)[] {
  const place = images.columns.indexOf(name);
  if (place >= 0) return images.rows.map((row) => row[place]);
  throw new ResultsError({
    file: folder,
    field: `images.${name}`,
    found: `only ${images.columns.join(', ')}`,
    expected: 'the column',
    remedy: 'Delete the folder: the run is done again.',
  });
}

/** A pose error counts as a hit below a share of the diameter. */
export interface HitRule {
  readonly metric: PoseMetric;
  /** Share of the diameter, such as 0.1 */
  readonly threshold: number;
}

/** @returns such as `ADD-0.1d` */
export function hitRuleName({ metric, threshold }: HitRule): string {
  return `${metric}-${threshold}d`;
}

/** @returns for every image of the test set 1 for a hit and 0 for a miss */
export function imageHits(run: StoredRun, { metric, threshold }: HitRule): number[] {
  return imageColumn(run, metric).map((error) => (isHit(error ?? undefined, threshold) ? 1 : 0));
}
