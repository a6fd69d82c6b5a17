import type { ProfileName } from '../../experiments/configuration/runConfiguration';
import type { SeedResults } from '../../experiments/studies/studyResults';
import type { BootstrapOptions } from '../../metrics/bootstrap';
import { directionTest, type DirectionTest } from '../../metrics/directionTest';
import { holmAdjusted } from '../../metrics/holm';
import { imageHits, type HitRule } from '../notebook/imageErrorColumns';
import type { ClaimRule, Comparison } from './claimRule';

/** What the data say of a claim. */
export type LedgerVerdict = 'reproduced' | 'contradicted' | 'inconclusive' | 'not run';

/** What is said of a claim at a profile: one that names the size of a gain is judged at the paper's scale alone. */
export type ClaimVerdict = LedgerVerdict | 'measured, not comparable';

/** @returns what is stored of a study, by its name */
export type ResultsOf = (study: string) => readonly SeedResults[];

/** A reading of a claim, judged. */
export interface JudgedClaim {
  readonly rule: ClaimRule;
  readonly verdict: LedgerVerdict;
  /** Seeds that have all runs of the comparison with the fewest */
  readonly seeds: number;
  /** Comparisons that hold, that are turned around, and all */
  readonly holding: number;
  readonly reversed: number;
  readonly of: number;
}

/** What is said of a reading that no comparison of runs decides. */
export interface JudgedReading {
  readonly reading: string;
  readonly verdict: LedgerVerdict;
  readonly evidence: string;
}

/** Stands in place of a verdict at smoke scale. */
export const smokeVerdict = 'smoke: no verdict';

/** Chance of any wrong statement among all that the ledger makes. */
export const familyLevel = 0.05;

/** How differences are resampled: fine enough for a significant value after correction over all claims. */
const usualResampling: Resampling = { resamples: 10_000, seed: 0 };

type Resampling = Omit<BootstrapOptions, 'confidence'>;

interface TestedComparison {
  readonly seeds: number;
  readonly test: DirectionTest | undefined;
}

/**
 * Judges claims by one rule. Each comparison is tested over paired seeds, then images, in both directions; the p-values of
 * all comparisons of all claims are corrected together (Holm). A claim is reproduced when every comparison is significant
 * as claimed, contradicted when one is significant the other way round, not run when a run is missing, and inconclusive
 * otherwise, as it is with one seed.
 */
export function judgeClaims(
  rules: readonly ClaimRule[],
  resultsOf: ResultsOf,
  rule: HitRule,
  options: Resampling = usualResampling,
): JudgedClaim[] {
  const tested = rules.map(({ study, comparisons }) =>
    comparisons.map((comparison) => testComparison(comparison, resultsOf(study), rule, options)),
  );
  const pValues = tested.flat().flatMap(({ test }) => (test === undefined ? [] : [test.above, test.below]));
  const adjusted = holmAdjusted(pValues)[Symbol.iterator]();
  const next = () => adjusted.next().value!;
  return rules.map((claim, index) => {
    let [holding, reversed] = [0, 0];
    tested[index].forEach(({ test }, at) => {
      if (test === undefined) return;
      const { above, below } = { above: next(), below: next() };
      const isAbove = claim.comparisons[at].expected === 'above';
      if ((isAbove ? above : below) <= familyLevel) holding++;
      if ((isAbove ? below : above) <= familyLevel) reversed++;
    });
    const seeds = Math.min(...tested[index].map((one) => one.seeds));
    const of = claim.comparisons.length;
    return { rule: claim, verdict: verdictOf(seeds, holding, reversed, of), seeds, holding, reversed, of };
  });
}

/** @returns what may be said at a profile: directions and orderings at every one, the size of a gain at the paper's */
export function comparableVerdict(
  { comparisons }: ClaimRule,
  verdict: LedgerVerdict,
  profile: ProfileName,
): ClaimVerdict {
  const hasSize = comparisons.some(({ margin }) => margin !== undefined);
  return profile !== 'paper' && hasSize && verdict !== 'not run' ? 'measured, not comparable' : verdict;
}

function verdictOf(seeds: number, holding: number, reversed: number, of: number): LedgerVerdict {
  if (seeds === 0) return 'not run';
  if (reversed > 0) return 'contradicted';
  return holding === of ? 'reproduced' : 'inconclusive';
}

/** Nothing is tested with fewer than two seeds: how seeds differ is then unknown. */
function testComparison(
  { run, reference, expected, margin = 0, counted }: Comparison,
  stored: readonly SeedResults[],
  rule: HitRule,
  options: Resampling,
): TestedComparison {
  const hitRule = { ...rule, ...counted };
  const differences = stored.flatMap(({ results }) => {
    const [own, other] = [results.get(run), results.get(reference)];
    if (own === undefined || other === undefined) return [];
    const hits = imageHits(other, hitRule);
    const least = expected === 'above' ? margin : -margin;
    return [imageHits(own, hitRule).map((hit, image) => hit - hits[image] - least)];
  });
  const test = differences.length < 2 ? undefined : directionTest(differences, options);
  return { seeds: differences.length, test };
}
