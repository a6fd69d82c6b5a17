import type { StoredRun } from '../../experiments/store/storedRun';
import type { ProfileName } from '../../experiments/configuration/runConfiguration';
import type { SeedResults } from '../../experiments/studies/studyResults';
import type { BootstrapOptions } from '../../metrics/bootstrap';
import { directionTest, type DirectionTest } from '../../metrics/directionTest';
import { holmAdjusted } from '../../metrics/holm';
import { imageHits, type HitRule } from '../notebook/imageErrorColumns';
import type { CloudRecord } from '../notebook/predictions/cloudRecord';
import type { ClaimRule, Comparison } from './claimRule';

/** What the data say of a claim. */
export type LedgerVerdict = 'reproduced' | 'contradicted' | 'inconclusive' | 'not run';

/** What is said of a claim at a profile: one that names the size of a gain is judged at the paper's scale alone. */
export type ClaimVerdict = LedgerVerdict | 'measured, not comparable';

/** Votes that were measured, by the run's id. */
export type Clouds = ReadonlyMap<string, Pick<CloudRecord, 'images' | 'clouds'>>;

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

type Resampling = Omit<BootstrapOptions, 'confidence'>;

/** How claims are judged; resampling is fine enough by default for a significant value after correction over all claims. */
export interface JudgingOptions extends Partial<Resampling> {
  /** For comparisons of votes */
  readonly clouds?: Clouds;
}

interface TestedComparison {
  readonly seeds: number;
  readonly test: DirectionTest | undefined;
}

/**
 * Judges claims by one rule. Each comparison is tested over paired seeds, then images, in both directions; the p-values of
 * all comparisons of all claims are corrected together (Holm). A claim is reproduced when every comparison is significant
 * as claimed, contradicted when one is significant the other way round, not run when a run is missing, and inconclusive
 * otherwise, as it is with one seed.
 * @param rule - which hits count, where a comparison names no others
 */
export function judgeClaims(
  rules: readonly ClaimRule[],
  resultsOf: ResultsOf,
  rule: HitRule,
  { resamples = 10_000, seed = 0, clouds = new Map() }: JudgingOptions = {},
): JudgedClaim[] {
  const tested = rules.map(({ study, comparisons }) =>
    comparisons.map((comparison) => {
      const valuesOf =
        comparison.quantity === 'spread' ? spreadsOf(clouds) : hitsBy({ ...rule, ...comparison.counted });
      return testComparison(comparison, resultsOf(study), valuesOf, { resamples, seed });
    }),
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

/** What a run has of the quantity that is compared, an entry an image, null without one; undefined where it was not measured. */
type ValuesOf = (run: StoredRun) => readonly (number | null)[] | undefined;

function hitsBy(rule: HitRule): ValuesOf {
  return (run) => imageHits(run, rule);
}

function spreadsOf(clouds: Clouds): ValuesOf {
  return ({ id }) => {
    const record = clouds.get(id);
    if (record === undefined) return undefined;
    const spreads = new Array<number | null>(Math.max(...record.images) + 1).fill(null);
    for (const [place, image] of record.images.entries()) spreads[image] = record.clouds[place]?.[0] ?? null;
    return spreads;
  };
}

/** Nothing is tested with fewer than two seeds: how seeds differ is then unknown. Images count that every run has a value of. */
function testComparison(
  { run, reference, expected, margin = 0 }: Comparison,
  stored: readonly SeedResults[],
  valuesOf: ValuesOf,
  options: Resampling,
): TestedComparison {
  const least = expected === 'above' ? margin : -margin;
  const differences = stored.flatMap(({ results }) => {
    const [own, other] = [run, reference].map((key) => {
      const found = results.get(key);
      return found && valuesOf(found);
    });
    if (own === undefined || other === undefined) return [];
    return [own.map((value, image) => (value ?? NaN) - (other[image] ?? NaN) - least)];
  });
  const counted = differences.map((list) =>
    list.filter((_, image) => differences.every((one) => Number.isFinite(one[image]))),
  );
  const isTested = counted.length > 1 && counted[0].length > 0;
  return { seeds: counted.length, test: isTested ? directionTest(counted, options) : undefined };
}
