import type { ProfileName } from '../../experiments/configuration/runConfiguration';
import { paperClaims } from '../paperValues';
import { claimRules } from './claimRules';
import { comparableVerdict, judgeClaims, type ClaimVerdict, type ResultsOf } from './claimVerdicts';
import { judgeLatency, latencyClaim } from './latencyClaim';
import type { LedgerData } from './ledger';
import { oneModuleClaim } from './oneModuleClaim';
import { claimCommand, studyCommand, undecidedReading } from './otherCommands';

/** A claim of the paper beside what the data say. */
export interface ClaimRow {
  readonly claim: string;
  readonly text: string;
  readonly where: string;
  readonly reading: string;
  readonly seeds: number;
  /** That it was measured at, or the scale of the networks where nothing was trained */
  readonly profile: string;
  /** Such as `5 of 7 hold, 1 the other way round` */
  readonly evidence: string;
  readonly verdict: ClaimVerdict;
  readonly command: string;
}

/** @returns every claim of the paper, a row each of its readings */
export function claimRows(
  profile: ProfileName,
  resultsOf: ResultsOf,
  { latencies, clouds, oneModule }: Omit<LedgerData, 'stored'>,
): ClaimRow[] {
  const compared = judgeClaims(claimRules(profile), resultsOf, { metric: 'ADD', threshold: 0.1 }, { clouds });
  return paperClaims.flatMap(({ id, text, where }): ClaimRow[] => {
    const command = claimCommand(id, profile);
    const unseeded = { claim: id, text, where, seeds: 0, command };
    if (id === oneModuleClaim) return [{ ...unseeded, profile: 'any', ...oneModule }];
    if (id === latencyClaim && latencies.length > 0)
      return judgeLatency(latencies).map(({ scale, ...judged }) => ({
        ...unseeded,
        profile: scale,
        ...judged,
      }));
    const readings = compared.filter(({ rule }) => rule.claim === id);
    if (readings.length === 0) {
      return [{ ...unseeded, reading: undecidedReading, profile, evidence: '', verdict: 'not run' }];
    }
    return readings.map(({ rule, verdict, seeds, holding, reversed, of }) => ({
      ...{ claim: id, text, where, reading: rule.reading, seeds, profile },
      verdict: comparableVerdict(rule, verdict, profile),
      evidence: `${holding} of ${of} hold, ${reversed} the other way round`,
      command: command === '' ? studyCommand(profile, rule.study) : command,
    }));
  });
}
