import type { DataFrame } from 'danfojs-node';
import { probedModules, probeKey, probeMethods } from '../../../experiments/studies/firstQuantizedModule';
import type { StoredRun } from '../../../experiments/store/storedRun';
import { dataFrame, type Cell } from '../../tables/dataFrame';
import { resultsOf, type SeedResults } from '../studies/seedResults';

const prefix = 'distinctValues/';

/**
 * The widths as they were applied: how many distinct values the weights of each quantized layer have, read back from the
 * trained network. Ternary is 3; fewer means that a layer does without a level.
 */
export function distinctValuesTable(seeds: readonly SeedResults[]): Promise<DataFrame> {
  const rows = probedModules.flatMap((module) => {
    const byMethod = probeMethods.map((method) => distinctValues(resultsOf(seeds, probeKey(module, method))));
    return [...byMethod[0].keys()].map((layer): Cell[] => [
      layer,
      ...byMethod.map((counts) => countText(counts.get(layer))),
    ]);
  });
  return dataFrame(['layer', ...probeMethods.map((method) => method.toUpperCase())], rows);
}

/** @returns by layer, the counts that occur over the seeds */
function distinctValues(runs: readonly StoredRun[]): Map<string, Set<number>> {
  const counts = new Map<string, Set<number>>();
  for (const { metrics } of runs) {
    for (const [name, { value }] of Object.entries(metrics)) {
      if (!name.startsWith(prefix)) continue;
      const layer = name.slice(prefix.length);
      counts.set(layer, (counts.get(layer) ?? new Set()).add(value));
    }
  }
  return counts;
}

function countText(counts: ReadonlySet<number> | undefined): Cell {
  if (counts === undefined) return null;
  return counts.size === 1 ? [...counts][0] : [...counts].sort((a, b) => a - b).join(', ');
}
