import type { ExperimentRun } from '../experiment';

/** @returns the runs without those whose key came before: several flows share their first steps */
export function distinctRuns(runs: readonly ExperimentRun[]): ExperimentRun[] {
  const first = new Map<string, ExperimentRun>();
  for (const run of runs) if (!first.has(run.key)) first.set(run.key, run);
  return [...first.values()];
}
