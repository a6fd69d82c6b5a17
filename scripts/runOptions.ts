import { InvalidArgumentError } from 'commander';
import { recallName } from '../lib/experiments/metricNames';
import type { StoredRun } from '../lib/experiments/storedRun';

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

/** @returns a run's headline: the share of test images whose ADD is under a tenth of the diameter, with its interval */
export function recallText({ metrics, environment }: StoredRun): string {
  const { value, interval } = metrics[recallName('test', 'ADD', 0.1, 'all')];
  const percent = (share: number) => (100 * share).toFixed(1);
  const range = interval === undefined ? '' : ` (${percent(interval.low)} to ${percent(interval.high)})`;
  return `ADD-0.1d ${percent(value)} %${range}, ${environment.wallSeconds.toFixed(0)} s`;
}
