import type { DataFrame } from 'danfojs-node';
import type { ProfileName } from '../../../experiments/configuration/runConfiguration';
import type { SeedResults } from '../../../experiments/studies/studyResults';
import { firstModuleRows, publishedRecall } from './firstModuleRows';
import type { HitRule } from '../imageErrorColumns';
import { studyTable } from './studyTable';

/** Table 1 of the paper beside ours, %: each module alone at 2 bits, by both methods, with the controls. */
export function firstModuleTable(
  seeds: readonly SeedResults[],
  rule: HitRule,
  profile: ProfileName,
): Promise<DataFrame> {
  return studyTable(firstModuleRows, publishedRecall, seeds, rule, profile);
}
