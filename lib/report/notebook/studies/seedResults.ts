import { ConfigurationError } from '../../../common/errors';
import type { ExperimentRun } from '../../../experiments/configuration/experiment';
import type { Laboratory } from '../../../experiments/laboratory';
import type { ProfileName } from '../../../experiments/configuration/runConfiguration';
import type { StoredRun } from '../../../experiments/store/storedRun';
import type { SeedResults } from '../../../experiments/studies/studyResults';

export type { SeedResults };

/** The runs that an experiment has for each seed. */
export interface SeedRuns {
  readonly seed: number;
  readonly runs: readonly ExperimentRun[];
}

/**
 * Makes the runs of several seeds.
 * @param seeds - how many, from 0
 * @throws ConfigurationError when that is not a count
 */
export function runsOfSeeds(seeds: number, makeRuns: (seed: number) => ExperimentRun[]): SeedRuns[] {
  if (!Number.isInteger(seeds) || seeds < 1) {
    throw new ConfigurationError({
      field: 'seeds',
      found: String(seeds),
      expected: 'a whole number from 1',
      remedy: 'Say how many seeds to run.',
    });
  }
  return Array.from({ length: seeds }, (_, seed) => ({ seed, runs: makeRuns(seed) }));
}

/** @returns the command that does the runs of a study for these seeds from a terminal */
export function reproduceCommand(study: string, profile: ProfileName, seeds: readonly SeedRuns[]): string {
  const numbers = seeds.map(({ seed }) => seed).join(' ');
  return `npm run reproduce -- --profile ${profile} --only ${study} --seeds ${numbers}`;
}

/** Does what is missing of all seeds, as many trainings at once as there is room for. */
export function runSeeds(laboratory: Laboratory, seeds: readonly SeedRuns[]): Promise<SeedResults[]> {
  return Promise.all(seeds.map(async ({ seed, runs }) => ({ seed, results: await laboratory.run(runs) })));
}

/** @returns the results of one run of the experiment, one a seed */
export function resultsOf(seeds: readonly SeedResults[], key: string): StoredRun[] {
  return seeds.map(({ seed, results }) => {
    const run = results.get(key);
    if (run === undefined) throw new RangeError(`seed ${seed} has no run ${key}`);
    return run;
  });
}

/** @returns all results of all seeds */
export function allResults(seeds: readonly SeedResults[]): StoredRun[] {
  return seeds.flatMap(({ results }) => [...results.values()]);
}
