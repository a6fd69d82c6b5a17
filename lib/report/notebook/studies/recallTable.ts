import type { DataFrame } from 'danfojs-node';
import { recallName } from '../../../experiments/configuration/metricNames';
import type { StoredRun } from '../../../experiments/store/storedRun';
import { depthBinNames, depthBins } from '../../../metrics/depthBins';
import type { PoseMetric } from '../../../metrics/poseEvaluation';
import { dataFrame, type Cell } from '../../tables/dataFrame';
import { imageColumn } from '../imageErrorColumns';
import { percentText } from '../../tables/measuredText';

/**
 * Recall on the test set at every threshold, %, by depth: each cell the recall and its interval.
 * @param metric - error that is counted
 */
export function recallTable(run: StoredRun, metric: PoseMetric): Promise<DataFrame> {
  const { diameterShares } = run.ingredients.configuration.evaluation;
  const { edges, bins } = depthBins(imageColumn(run, 'depth').map((depth) => depth ?? NaN));
  const meters = edges.map((edge) => (edge / 1000).toFixed(2));
  const rows = (['all', ...depthBinNames] as const).map((depth, at): Cell[] => [
    depth,
    at === 0 ? `${meters[0]} to ${meters[3]} m` : `${meters[at - 1]} to ${meters[at]} m`,
    at === 0 ? bins.length : bins.filter((bin) => bin === depth).length,
    ...diameterShares.map((share) => recallCell(run, recallName('test', metric, share, depth))),
  ]);
  return dataFrame(
    ['depth', 'from', 'images', ...diameterShares.map((share) => `${metric}-${share}d (%)`)],
    rows,
  );
}

function recallCell({ metrics }: StoredRun, name: string): Cell {
  if (!Object.hasOwn(metrics, name)) return null;
  return percentText(metrics[name]);
}
