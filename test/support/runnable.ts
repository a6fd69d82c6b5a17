import { expect } from 'vitest';
import type { ExperimentRun } from '../../lib/experiments/configuration/experiment';
import { parseRunConfiguration } from '../../lib/experiments/configuration/runParsing';

/** Expects valid runs, each once, whose parents come first. */
export function expectRunnable(runs: readonly ExperimentRun[]): void {
  const parent = '0'.repeat(16);
  const known = new Set<string>();
  for (const { key, parentKey, configuration } of runs) {
    expect(parentKey === undefined || known.has(parentKey), key).toBe(true);
    expect(known.has(key), key).toBe(false);
    known.add(key);
    parseRunConfiguration({ ...configuration, ...(parentKey !== undefined && { parent }) });
  }
}
