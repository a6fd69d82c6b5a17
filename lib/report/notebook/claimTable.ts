import type { DataFrame } from 'danfojs-node';
import type { ImageCounts } from '../../experiments/experiment';
import type { ProfileName } from '../../experiments/runConfiguration';
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
 * @param images - of the profile's data set
 * @param seeds - the study's results
 */
export function claimTable(
  study: string,
  profile: ProfileName,
  images: ImageCounts,
  seeds: readonly SeedResults[],
  rule: HitRule,
): Promise<DataFrame> {
  const rules = claimRules(profile, images).filter((one) => one.study === study);
  const judged = judgeClaims(rules, () => seeds, rule);
  return dataFrame(
    ['claim', 'reading', 'seeds', 'comparisons that hold', 'turned around', 'verdict'],
    judged.map(({ rule: { claim, reading }, verdict, holding, reversed, of, ...one }) => [
      paperClaims.find(({ id }) => id === claim)!.text,
      reading,
      one.seeds,
      `${holding} of ${of}`,
      reversed,
      profile === 'smoke' ? 'smoke: no verdict' : verdict,
    ]),
  );
}
