import type { Metric } from './storedRun';

type Metrics = Readonly<Record<string, Metric>>;

/** Differences that are spelled out before the rest is counted. */
const shown = 3;

/** @returns a phrase for each metric that two runs with the same ingredients do not share; empty when they are the same */
export function metricDifferences(stored: Metrics, again: Metrics): string[] {
  const names = [...new Set([...Object.keys(stored), ...Object.keys(again)])];
  const different = names.filter((name) => valueOf(stored, name) !== valueOf(again, name));
  const phrases = different
    .slice(0, shown)
    .map((name) => `${name} is ${valueOf(again, name)}, stored ${valueOf(stored, name)}`);
  return different.length > shown ? [...phrases, `${different.length - shown} more`] : phrases;
}

function valueOf(metrics: Metrics, name: string): string {
  const metric: Metric | undefined = metrics[name];
  return metric === undefined ? 'missing' : String(metric.value);
}
