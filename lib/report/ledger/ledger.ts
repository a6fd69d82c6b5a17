import type { ProfileName } from '../../experiments/configuration/runConfiguration';
import { studyNamed } from '../../experiments/studies/registry';
import { storedScope, storedStudyResults, type SeedResults } from '../../experiments/studies/studyResults';
import type { StoredRun } from '../../experiments/store/storedRun';
import { paperClaims } from '../paperValues';
import { measuredRecall } from '../notebook/studies/seedStatistics';
import { claimRules } from './claimRules';
import { comparableVerdict, judgeClaims, type ClaimVerdict } from './claimVerdicts';
import { claimCommand, numberCommand, undecidedReading } from './otherCommands';
import { publishedNumbers } from './publishedNumbers';

/** What may be said of a number: one that was measured below the paper's scale is no check of it. */
export type NumberVerdict = 'measured, not comparable' | 'inside the interval' | 'outside' | 'not run';

/** A number of the paper beside ours. */
export interface NumberRow {
  readonly where: string;
  readonly reading: string;
  readonly paper: number;
  readonly ours: number | undefined;
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly seeds: number;
  readonly verdict: NumberVerdict;
  readonly command: string;
}

/** A claim of the paper beside what the data say. */
export interface ClaimRow {
  readonly claim: string;
  readonly text: string;
  readonly where: string;
  readonly reading: string;
  readonly seeds: number;
  /** Such as `5 of 7 hold, 1 the other way round` */
  readonly evidence: string;
  readonly verdict: ClaimVerdict;
  readonly command: string;
}

/** Everything that the paper prints, beside ours, at one profile. */
export interface Ledger {
  readonly profile: ProfileName;
  readonly numbers: readonly NumberRow[];
  readonly claims: readonly ClaimRow[];
}

/**
 * Makes the ledger from stored results alone.
 * @param stored - all runs of the profile
 */
export function makeLedger(profile: ProfileName, stored: readonly StoredRun[]): Ledger {
  const known = new Map<string, SeedResults[]>();
  const resultsOf = (name: string): SeedResults[] => {
    const study = studyNamed(name);
    const scope = storedScope(profile, study, stored);
    const results = known.get(name) ?? (scope === undefined ? [] : storedStudyResults(study, scope, stored));
    known.set(name, results);
    return results;
  };
  return {
    profile,
    numbers: numberRows(profile, resultsOf),
    claims: claimRows(profile, resultsOf),
  };
}

type ResultsOf = (study: string) => readonly SeedResults[];

function numberRows(profile: ProfileName, resultsOf: ResultsOf): NumberRow[] {
  return publishedNumbers().flatMap(({ table, row, column, value, sources }): NumberRow[] => {
    const where = `${table}, ${row}, ${column}`;
    if (sources.length === 0) {
      const command = numberCommand(column, profile);
      return [{ ...missingNumber(where, value), reading: undecidedReading, command }];
    }
    return sources.map(({ study, key, reading, rule }) => {
      const runs = resultsOf(study).flatMap(({ results }) => results.get(key) ?? []);
      const command = commandOf(profile, study);
      if (runs.length === 0) return { ...missingNumber(where, value), reading, command };
      const { value: ours, low, high } = measuredRecall(runs, rule);
      const isInside = low <= value && value <= high;
      return {
        ...{ where, reading, paper: value, ours, low, high, seeds: runs.length, command },
        verdict:
          profile === 'paper' ? (isInside ? 'inside the interval' : 'outside') : 'measured, not comparable',
      };
    });
  });
}

function missingNumber(where: string, paper: number): NumberRow {
  const none = { ours: undefined, low: undefined, high: undefined, seeds: 0, command: '' };
  return { where, reading: '', paper, ...none, verdict: 'not run' };
}

function claimRows(profile: ProfileName, resultsOf: ResultsOf): ClaimRow[] {
  const judged = judgeClaims(claimRules(profile), resultsOf, { metric: 'ADD', threshold: 0.1 });
  return paperClaims.flatMap(({ id, text, where }): ClaimRow[] => {
    const readings = judged.filter(({ rule }) => rule.claim === id);
    if (readings.length === 0) {
      const nothing = {
        reading: undecidedReading,
        seeds: 0,
        evidence: '',
        command: claimCommand(id, profile),
      };
      return [{ claim: id, text, where, ...nothing, verdict: 'not run' }];
    }
    return readings.map(({ rule, verdict, seeds, holding, reversed, of }) => ({
      ...{ claim: id, text, where, reading: rule.reading, seeds },
      verdict: comparableVerdict(rule, verdict, profile),
      evidence: `${holding} of ${of} hold, ${reversed} the other way round`,
      command: commandOf(profile, rule.study),
    }));
  });
}

function commandOf(profile: ProfileName, study: string): string {
  return `npm run reproduce -- --profile ${profile} --only ${study}`;
}
