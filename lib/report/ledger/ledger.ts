import type { ProfileName } from '../../experiments/configuration/runConfiguration';
import type { StoredRun } from '../../experiments/store/storedRun';
import { studyNamed } from '../../experiments/studies/registry';
import { storedScope, storedStudyResults, type SeedResults } from '../../experiments/studies/studyResults';
import type { LatencyResult } from '../footprint/latencyResult';
import type { Clouds, JudgedReading } from './claimVerdicts';
import { claimRows, type ClaimRow } from './claimRows';
import { numberRows, type NumberRow } from './numberRows';

/** Everything that the paper prints, beside ours, at one profile. */
export interface Ledger {
  readonly profile: ProfileName;
  readonly numbers: readonly NumberRow[];
  readonly claims: readonly ClaimRow[];
}

/** What the ledger is made of. */
export interface LedgerData {
  /** All runs of the profile */
  readonly stored: readonly StoredRun[];
  readonly latencies: readonly LatencyResult[];
  /** Votes that were measured, by the run's id */
  readonly clouds: Clouds;
  /** What Algorithm 1 does with a network of one module */
  readonly oneModule: JudgedReading;
}

/** Makes the ledger from stored results, and from counts of the paper's networks. */
export function makeLedger(profile: ProfileName, { stored, ...others }: LedgerData): Ledger {
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
    claims: claimRows(profile, resultsOf, others),
  };
}
