import { bootstrapIntervals, type BootstrapOptions, type Interval } from '../bootstrap';
import { depthBinNames, depthBins, type DepthBinName } from '../depthBins';
import type { BopMetric } from './poseErrorKinds';
import type { ScoredTruth } from './targetScorer';

/** The targets that a recall is over. */
export type TargetGroup =
  | { readonly kind: 'all' }
  | { readonly kind: 'object'; readonly objectId: number }
  | { readonly kind: 'depth'; readonly bin: DepthBinName };

/** Share of the targets that are matched, averaged over the metric's thresholds. */
export interface BopRecallRow {
  readonly metric: BopMetric;
  readonly group: TargetGroup;
  readonly targets: number;
  /** 0 to 1; null where the group is empty */
  readonly recall: number | null;
  readonly interval: Interval | null;
}

/** Recalls over all targets, by object and by depth, each with an interval by drawing images anew. */
export function recallRows(
  scored: readonly ScoredTruth[],
  metrics: readonly BopMetric[],
  bootstrap: BootstrapOptions,
): BopRecallRow[] {
  const rows = groupsOf(scored).flatMap(({ group, members }) =>
    metrics.map((metric) => ({ metric, group, members })),
  );
  const places = new Map(
    [...new Set(scored.map(({ image }) => image))].map((image, place) => [image, place]),
  );
  const means = rows.map(({ metric, members }) => {
    const values = new Float64Array(places.size);
    const weights = new Float64Array(places.size);
    for (const { image, shares } of members) {
      values[places.get(image)!] += shares[metric]!;
      weights[places.get(image)!]++;
    }
    return { values, weights };
  });
  const intervals = bootstrapIntervals(means, bootstrap);
  return rows.map(({ metric, group, members }, row) => ({
    metric,
    group,
    targets: members.length,
    recall:
      members.length === 0
        ? null
        : members.reduce((sum, { shares }) => sum + shares[metric]!, 0) / members.length,
    interval: intervals[row] ?? null,
  }));
}

function groupsOf(scored: readonly ScoredTruth[]): { group: TargetGroup; members: readonly ScoredTruth[] }[] {
  const objectIds = [...new Set(scored.map(({ objectId }) => objectId))].sort((a, b) => a - b);
  const { bins } = depthBins(scored.map(({ depth }) => depth));
  return [
    { group: { kind: 'all' }, members: scored },
    ...objectIds.map((objectId) => ({
      group: { kind: 'object', objectId } as const,
      members: scored.filter((truth) => truth.objectId === objectId),
    })),
    ...depthBinNames.map((bin) => ({
      group: { kind: 'depth', bin } as const,
      members: scored.filter((_, index) => bins[index] === bin),
    })),
  ];
}
