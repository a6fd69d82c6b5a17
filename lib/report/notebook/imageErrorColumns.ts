import { ResultsError } from '../../common/errors';
import type { StoredRun } from '../../experiments/store/storedRun';
import { depthBins, type DepthBinName } from '../../metrics/depthBins';
import type { PoseMetric } from '../../metrics/poseEvaluation';
import { isHit } from '../../metrics/recall';

/** A test set of a run: that of its data set, or the one of objects before each other. */
export type TestName = 'test' | 'occluded';

/**
 * @returns one number an instance of a test set: its depth (mm), its object, or its pose error over the diameter; null where
 * nothing was found
 * @throws ResultsError when the stored result lacks it
 */
export function imageColumn(
  { images, occluded, folder }: StoredRun,
  name: 'depth' | 'object' | PoseMetric,
  test: TestName = 'test',
): (number | null)[] {
  const table = test === 'test' ? images : occluded;
  const place = table?.columns.indexOf(name) ?? -1;
  if (table !== undefined && place >= 0) return table.rows.map((row) => row[place]);
  throw new ResultsError({
    file: folder,
    field: `${test === 'test' ? 'images' : test}.${name}`,
    found: table === undefined ? 'no such test' : `only ${table.columns.join(', ')}`,
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
  /** Which test set; the data set's own where it is missing */
  readonly test?: TestName;
}

/** @returns such as `ADD-0.1d`, or `ADD-0.1d, far` */
export function hitRuleName({ metric, threshold, depth, test = 'test' }: HitRule): string {
  const words = [...(depth === undefined ? [] : [depth]), ...(test === 'test' ? [] : [test])];
  return [`${metric}-${threshold}d`, ...words].join(', ');
}

/** @returns for every image that the rule counts 1 for a hit and 0 for a miss, in the order of the test set */
export function imageHits(run: StoredRun, { metric, threshold, depth, test }: HitRule): number[] {
  const hits = imageColumn(run, metric, test).map((error) => (isHit(error ?? undefined, threshold) ? 1 : 0));
  if (depth === undefined) return hits;
  const { bins } = depthBins(imageColumn(run, 'depth', test).map((value) => value ?? NaN));
  return hits.filter((_, image) => bins[image] === depth);
}
