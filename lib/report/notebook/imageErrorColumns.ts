import { ResultsError } from '../../common/errors';
import type { StoredRun } from '../../experiments/storedRun';
import { depthBins, type DepthBinName } from '../../metrics/depthBins';
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
  /** Counts only images of this range of depth; all where it is missing */
  readonly depth?: DepthBinName;
}

/** @returns such as `ADD-0.1d`, or `ADD-0.1d, far` */
export function hitRuleName({ metric, threshold, depth }: HitRule): string {
  return [`${metric}-${threshold}d`, ...(depth === undefined ? [] : [depth])].join(', ');
}

/** @returns for every image that the rule counts 1 for a hit and 0 for a miss, in the order of the test set */
export function imageHits(run: StoredRun, { metric, threshold, depth }: HitRule): number[] {
  const hits = imageColumn(run, metric).map((error) => (isHit(error ?? undefined, threshold) ? 1 : 0));
  if (depth === undefined) return hits;
  const { bins } = depthBins(imageColumn(run, 'depth').map((value) => value ?? NaN));
  return hits.filter((_, image) => bins[image] === depth);
}
