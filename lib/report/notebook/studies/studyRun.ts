import type { ExperimentScope } from '../../../experiments/configuration/experimentScope';
import type { Laboratory } from '../../../experiments/laboratory';
import { studyNamed } from '../../../experiments/studies/registry';
import type { Provenance } from '../../provenance';
import { runsProvenance } from '../runsProvenance';
import {
  allResults,
  reproduceCommand,
  runSeeds,
  runsOfSeeds,
  type SeedResults,
  type SeedRuns,
} from './seedResults';

/** A registered study as a notebook plans it. */
export interface PlannedStudy {
  readonly name: string;
  readonly scope: ExperimentScope;
  readonly seeds: readonly SeedRuns[];
}

/** A study whose runs are there. */
export interface StudyRun extends PlannedStudy {
  readonly results: readonly SeedResults[];
  /** Of what is drawn from all of its runs */
  readonly source: Provenance;
}

/**
 * Makes the runs of a registered study; does none of them.
 * @throws ConfigurationError when the number of seeds is not a count
 */
export async function planStudy(
  laboratory: Laboratory,
  name: string,
  seedCount: number,
): Promise<PlannedStudy> {
  const study = studyNamed(name);
  const scope = await laboratory.scope(study);
  return { name, scope, seeds: runsOfSeeds(seedCount, (seed) => study.runs(scope, seed)) };
}

/** Does what is missing of a study. */
export async function runStudy(laboratory: Laboratory, planned: PlannedStudy): Promise<StudyRun> {
  const { name, seeds } = planned;
  const results = await runSeeds(laboratory, seeds);
  const command = reproduceCommand(name, laboratory.profile, seeds);
  return { ...planned, results, source: runsProvenance(allResults(results), command) };
}
