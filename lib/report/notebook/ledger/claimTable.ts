import type { DataFrame } from 'danfojs-node';
import type { ProfileName } from '../../../experiments/configuration/runConfiguration';
import type { SeedResults } from '../../../experiments/studies/studyResults';
import { dataFrame } from '../../tables/dataFrame';
import { claimRules } from '../../ledger/claimRules';
import { comparableVerdict, judgeClaims, smokeVerdict } from '../../ledger/claimVerdicts';
import { paperClaims } from '../../paperValues';
import type { HitRule } from '../imageErrorColumns';

/**
 * Every reading of the claims that recalls of a study decide, judged by the ledger's rule. P-values are corrected over the
 * claims of this table; the ledger corrects over all of its own and is stricter.
 * @param study - name of a registered study
 * @param seeds - the study's results
 */
export function claimTable(
  study: string,
  profile: ProfileName,
  seeds: readonly SeedResults[],
  rule: HitRule,
): Promise<DataFrame> {
  const rules = claimRules(profile).filter(
    (one) => one.study === study && one.comparisons.every(({ quantity }) => quantity === undefined),
  );
  const judged = judgeClaims(rules, () => seeds, rule);
  return dataFrame(
    ['claim', 'reading', 'seeds', 'comparisons that hold', 'turned around', 'verdict'],
    judged.map(({ rule: one, verdict, seeds: count, holding, reversed, of }) => [
      paperClaims.find(({ id }) => id === one.claim)!.text,
      one.reading,
      count,
      `${holding} of ${of}`,
      reversed,
      profile === 'smoke' ? smokeVerdict : comparableVerdict(one, verdict, profile),
    ]),
  );
}
