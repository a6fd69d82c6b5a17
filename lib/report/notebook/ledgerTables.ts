import { dataFrame } from '../dataFrame';
import type { Ledger } from '../ledger/ledger';
import { budgetCoreHours, coreHours, type RunTableRow } from '../ledger/runTable';

/** @returns every reading of every claim with what the data say */
export function ledgerClaimTable({ claims }: Ledger) {
  return dataFrame(
    ['claim', 'where', 'reading', 'seeds', 'evidence', 'verdict'],
    claims.map((row) => [row.claim, row.where, row.reading, row.seeds, row.evidence, row.verdict]),
  );
}

/** @returns how many readings of claims and how many numbers have each verdict */
export function verdictCountTable({ claims, numbers }: Ledger) {
  const verdicts = [...new Set([...claims, ...numbers].map(({ verdict }) => verdict))].sort();
  const count = (rows: readonly { readonly verdict: string }[], verdict: string) =>
    rows.filter((row) => row.verdict === verdict).length;
  return dataFrame(
    ['verdict', 'readings of claims', 'numbers'],
    verdicts.map((verdict) => [verdict, count(claims, verdict), count(numbers, verdict)]),
  );
}

/** @returns what the stored runs of each set of studies took, and all together beside the budget */
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
      rowOf(`all, of ${budgetCoreHours} core-hours`, runs),
    ],
  );
}
