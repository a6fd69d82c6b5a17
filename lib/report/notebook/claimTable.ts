import type { DataFrame } from 'danfojs-node';
import type { ExperimentScope } from '../../experiments/experimentScope';
import type { SeedResults } from '../../experiments/studies/studyResults';
import { dataFrame } from '../dataFrame';
import { claimRules } from '../ledger/claimRules';
import { judgeClaims } from '../ledger/claimVerdicts';
import { paperClaims } from '../paperValues';
import type { HitRule } from './imageErrorColumns';

/**
 * Every reading of the claims that a study decides, judged by the ledger's rule. P-values are corrected over the claims of
 * this table; the ledger corrects over all of its own and is stricter.
 * @param study - name of a registered study
 * @param scope - WDR on SwissCube at the profile of the results
 * @param seeds - the study's results
 */
export function claimTable(
  study: string,
  scope: ExperimentScope,
  seeds: readonly SeedResults[],
  rule: HitRule,
): Promise<DataFrame> {
  const rules = claimRules(scope).filter((one) => one.study === study);
  const judged = judgeClaims(rules, () => seeds, rule);
  return dataFrame(
    ['claim', 'reading', 'seeds', 'comparisons that hold', 'turned around', 'verdict'],
    judged.map(({ rule: { claim, reading }, verdict, holding, reversed, of, ...one }) => [
      paperClaims.find(({ id }) => id === claim)!.text,
      reading,
      one.seeds,
      `${holding} of ${of}`,
      reversed,
      scope.profile === 'smoke' ? 'smoke: no verdict' : verdict,
    ]),
  );
}
