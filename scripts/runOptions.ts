import { InvalidArgumentError } from 'commander';
import type { ExperimentRun } from '../lib/experiments/configuration/experiment';
import { recallName } from '../lib/experiments/configuration/metricNames';
import type { PlannedRun } from '../lib/experiments/execution/runPlan';
import type { StoredRun } from '../lib/experiments/store/storedRun';
import type { PoseMetric } from '../lib/metrics/poseEvaluation';
import { percentText } from '../lib/report/tables/measuredText';
import { formatDuration } from '../lib/report/numberFormat';

/**
 * Reads a whole number from 0 off the command line.
 * @throws InvalidArgumentError when it is none
 */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isInteger(value) || value < 0) {
    throw new InvalidArgumentError('expected a whole number from 0');
  }
  return value;
}

/** @returns whether a run will be reused or run, why, and how long it will take, in a line */
export function planText({ title }: ExperimentRun, { id, reason, expectedSeconds }: PlannedRun): string {
  const duration = expectedSeconds === undefined ? '' : ` (about ${formatDuration(expectedSeconds)})`;
  return `  ${id}  ${title}: ${reason}${duration}`;
}

/**
 * @returns a run's headline: the share of test images whose ADD is under a tenth of the diameter, with its interval; ADD(-S)
 * where there are symmetric objects
 */
export function recallText({ metrics, environment }: Pick<StoredRun, 'metrics' | 'environment'>): string {
  const nameOf = (metric: PoseMetric) => recallName('test', metric, 0.1, 'all');
  const metric = nameOf('ADD(-S)') in metrics ? 'ADD(-S)' : 'ADD';
  return `${metric}-0.1d, %: ${percentText(metrics[nameOf(metric)])}, ${environment.wallSeconds.toFixed(0)} s`;
}
