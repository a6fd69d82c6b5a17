import type { DataFrame } from 'danfojs-node';
import type { ProfileName } from '../../../experiments/configuration/runConfiguration';
import { conditionKey, type Condition } from '../../../experiments/studies/conditions';
import type { SeedResults } from '../../../experiments/studies/studyResults';
import { dataFrame } from '../../tables/dataFrame';
import type { FigureDraft, FigureText } from '../../figures/figure';
import type { ClaimRule } from '../../ledger/claimRule';
import { judgeClaims, smokeVerdict, type LedgerVerdict } from '../../ledger/claimVerdicts';
import { methodStyles, type SeriesStyle } from '../../figures/palette';
import { paperComparison } from '../../tables/paperComparison';
import { hitRuleName, type HitRule } from '../imageErrorColumns';
import { differenceText, measuredText } from '../../tables/measuredText';
import { resultsOf } from './seedResults';
import { measuredDifference, measuredRecall } from './seedStatistics';

const control = 'control-lsq';
const pyramid = 'fpn-lsq';

/** The networks of each condition. */
const series: readonly { role: 'full-precision' | typeof control | typeof pyramid; style: SeriesStyle }[] = [
  { role: 'full-precision', style: methodStyles.fullPrecision },
  { role: control, style: methodStyles.control },
  { role: pyramid, style: { ...methodStyles.lsq, label: 'Pyramid at 2 bits, LSQ' } },
];

/** What the ledger's verdict on `the ternary pyramid is above its control` says of the pyramid. */
const words: Readonly<Record<LedgerVerdict, string>> = {
  reproduced: 'helps',
  contradicted: 'costs',
  inconclusive: 'undecided',
  'not run': 'not run',
};

/** Recall under each condition: full precision, trained on, and trained on with a ternary pyramid. */
export function conditionFigure(
  conditions: readonly Condition[],
  seeds: readonly SeedResults[],
  rule: HitRule,
  text: FigureText,
): FigureDraft {
  return paperComparison({
    ...text,
    categories: conditions.map(({ label }) => label),
    series: series.map(({ role, style }) => ({
      style,
      paper: conditions.map(() => null),
      ours: conditions.map((condition) =>
        measuredRecall(resultsOf(seeds, conditionKey(condition, role)), rule),
      ),
    })),
    quantity: { name: `Recall by ${hitRuleName(rule)}`, unit: '%' },
  });
}

/** What a ternary pyramid changes under each condition, points of recall, paired with its control by seed and image. */
export function conditionTable(
  conditions: readonly Condition[],
  seeds: readonly SeedResults[],
  rule: HitRule,
): Promise<DataFrame> {
  const rows = conditions.map((condition) => {
    const [, other, own] = series.map(({ role }) => resultsOf(seeds, conditionKey(condition, role)));
    return [
      ...[
        condition.label,
        measuredText(measuredRecall(other, rule)),
        measuredText(measuredRecall(own, rule)),
      ],
      differenceText(measuredDifference(own, other, rule)),
    ];
  });
  return dataFrame(['condition', 'control', 'pyramid at 2 bits', '− control'], rows);
}

/** A study's conditions with its results. */
export interface ConditionStudy {
  readonly name: string;
  readonly conditions: readonly Condition[];
  readonly seeds: readonly SeedResults[];
  readonly rule: HitRule;
}

/**
 * Under which conditions a ternary pyramid helps: judged as claims of the ledger are, p-values corrected over all of the table.
 * @param studies - each by its registered name
 */
export function conditionVerdicts(
  studies: readonly ConditionStudy[],
  profile: ProfileName,
): Promise<DataFrame> {
  const rules = studies.flatMap(({ name, conditions, rule }) =>
    conditions.map((condition): ClaimRule => {
      const [run, reference] = [conditionKey(condition, pyramid), conditionKey(condition, control)];
      const comparisons = [{ run, reference, expected: 'above' as const, counted: rule }];
      return { claim: 'a ternary pyramid helps', reading: condition.label, study: name, comparisons };
    }),
  );
  const seedsOf = (study: string) => studies.find(({ name }) => name === study)!.seeds;
  const judged = judgeClaims(rules, seedsOf, studies[0].rule);
  return dataFrame(
    ['study', 'condition', 'seeds', 'a ternary pyramid'],
    judged.map(({ rule: { study, reading }, seeds, verdict }) => {
      const reason = seeds === 1 ? 'one seed: no verdict' : words[verdict];
      return [study, reading, seeds, profile === 'smoke' ? smokeVerdict : reason];
    }),
  );
}
