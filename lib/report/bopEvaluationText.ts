import type { BopEvaluation } from '../metrics/bop/bopEvaluation';
import { bopRecallCells } from './tables/bopRecallTable';
import { formatCount, formatNumber } from './numberFormat';
import { columnsText } from './tables/tableText';

/** @returns what an evaluation found, for a terminal: recalls with intervals, by object and depth */
export function bopEvaluationText(evaluation: BopEvaluation): string {
  const { targets, images, missing, metrics, recalls, averageRecall, secondsPerImage } = evaluation;
  const overall = metrics.map((metric) => {
    const { recall, interval } = recalls.find((row) => row.metric === metric && row.group.kind === 'all')!;
    return `${metric} recall ${recall!.toFixed(4)} (${interval!.low.toFixed(4)} to ${interval!.high.toFixed(4)})`;
  });
  const headings = ['targets of', 'count', ...metrics.map((metric) => `${metric} (%)`)];
  const rows = bopRecallCells(evaluation).map((cells) => cells.map(String));
  return [
    `${formatCount(targets)} targets in ${formatCount(images)} images; no estimate of ${formatCount(missing)}`,
    ...overall,
    ...(averageRecall === null ? [] : [`average of VSD, MSSD and MSPD: ${averageRecall.toFixed(4)}`]),
    ...(evaluation.withoutDiscrepancy === undefined ? [] : [`no VSD: ${evaluation.withoutDiscrepancy}`]),
    ...(secondsPerImage === null ? [] : [`time per image: ${formatNumber(secondsPerImage)} s`]),
    '',
    ...columnsText(
      headings,
      rows,
      headings.map((_, at) => at > 0),
    ),
    'In parentheses: intervals by bootstrap over the images. near, medium, far: thirds of the range of depths.',
  ].join('\n');
}
