import { dataFrame } from '../../tables/dataFrame';
import { smokeVerdict, type ClaimVerdict } from '../../ledger/claimVerdicts';
import type { Ledger } from '../../ledger/ledger';
import type { NumberVerdict } from '../../ledger/numberRows';
import { budgetCoreHours, budgetedRuns, coreHours, type RunTableRow } from '../../ledger/runTable';

/** @returns every reading of every claim with what the data say */
export function ledgerClaimTable({ claims }: Ledger) {
  return dataFrame(
    ['claim', 'where', 'reading', 'seeds', 'evidence', 'verdict'],
    claims.map((row) => [row.claim, row.where, row.reading, row.seeds, row.evidence, shown(row)]),
  );
}

/** @returns how many readings of claims and how many numbers have each verdict */
export function verdictCountTable({ claims, numbers }: Ledger) {
  const verdictsOf = (rows: readonly JudgedRow[]) => rows.map(shown);
  const [ofClaims, ofNumbers] = [verdictsOf(claims), verdictsOf(numbers)];
  const verdicts = [...new Set([...ofClaims, ...ofNumbers])].sort();
  const count = (all: readonly string[], verdict: string) => all.filter((one) => one === verdict).length;
  return dataFrame(
    ['verdict', 'readings of claims', 'numbers'],
    verdicts.map((verdict) => [verdict, count(ofClaims, verdict), count(ofNumbers, verdict)]),
  );
}

/** @returns what the stored runs of each set of studies took, and all but those of extra studies together beside the budget */
export function runCostTable(runs: readonly RunTableRow[]) {
  const groups = [...new Set(runs.map(({ studies }) => studies))];
  const rowOf = (name: string, own: readonly RunTableRow[]) => [
    name,
    own.length,
    own.reduce((sum, { seconds }) => sum + seconds, 0),
    coreHours(own),
  ];
  return dataFrame(
    ['studies that use them', 'runs', 'seconds', 'core-hours'],
    [
      ...groups.map((name) =>
        rowOf(
          name === '' ? 'none' : name,
          runs.filter(({ studies }) => studies === name),
        ),
      ),
      rowOf(`all, of ${budgetCoreHours} core-hours`, budgetedRuns(runs)),
    ],
  );
}

interface JudgedRow {
  readonly profile: string;
  readonly verdict: ClaimVerdict | NumberVerdict;
}

/** What is missing is missing at every scale; no more is said at smoke scale. What needs no training has no profile. */
function shown({ profile, verdict }: JudgedRow): string {
  return profile === 'smoke' && verdict !== 'not run' ? smokeVerdict : verdict;
}
