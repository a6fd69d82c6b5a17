import type { BopEvaluation } from '../../metrics/bop/bopEvaluation';
import type { BopRecallRow, TargetGroup } from '../../metrics/bop/bopRecalls';
import { dataFrame, type Cell } from './dataFrame';
import type { DataFrame } from 'danfojs-node';

/** Recalls, %, a row a group of targets and a column a metric, each with its interval. */
export function bopRecallTable(evaluation: BopEvaluation): Promise<DataFrame> {
  const { metrics } = evaluation;
  return dataFrame(
    ['targets of', 'count', ...metrics.map((metric) => `${metric} (%)`)],
    bopRecallCells(evaluation),
  );
}

/** @returns [groups][2 + metrics] the group, its targets, then the recalls */
export function bopRecallCells({ recalls, metrics }: BopEvaluation): Cell[][] {
  const groups = recalls.filter(({ metric }) => metric === metrics[0]);
  return groups.map(({ group, targets }) => [
    groupName(group),
    targets,
    ...metrics.map((metric) =>
      recallText(recalls.find((row) => row.metric === metric && row.group === group)),
    ),
  ]);
}

function groupName(group: TargetGroup): string {
  switch (group.kind) {
    case 'all':
      return 'all objects';
    case 'object':
      return `object ${group.objectId}`;
    case 'depth':
      return group.bin;
  }
}

function recallText(row: BopRecallRow | undefined): string {
  if (row?.recall == null || row.interval === null) return '–';
  const [recall, low, high] = [row.recall, row.interval.low, row.interval.high].map((share) =>
    (100 * share).toFixed(1),
  );
  return `${recall} (${low} to ${high})`;
}
