import type { ExperimentRun } from '../../../experiments/configuration/experiment';
import type { Laboratory } from '../../../experiments/laboratory';
import type { SeedResults, SeedRuns } from './seedResults';

/**
 * Reads what the store has of several seeds and runs nothing, for figures that are worth showing before all is done.
 * @returns by key the results that are there, of each seed
 */
export async function storedSeeds(
  laboratory: Pick<Laboratory, 'plan' | 'run'>,
  seeds: readonly SeedRuns[],
): Promise<SeedResults[]> {
  return Promise.all(
    seeds.map(async ({ seed, runs }) => ({
      seed,
      results: await laboratory.run(await kept(laboratory, runs)),
    })),
  );
}

/** Runs whose results are stored, and those that they start from too. */
async function kept(
  laboratory: Pick<Laboratory, 'plan'>,
  runs: readonly ExperimentRun[],
): Promise<ExperimentRun[]> {
  const plan = await laboratory.plan(runs);
  const keys = new Set<string>();
  return runs.filter(({ key, parentKey }, index) => {
    const isKept = plan[index].status === 'reuse' && (parentKey === undefined || keys.has(parentKey));
    if (isKept) keys.add(key);
    return isKept;
  });
}
