import { unparse } from 'papaparse';
import type { ClaimRow } from './claimRows';
import type { Ledger } from './ledger';
import type { NumberRow } from './numberRows';

/** A row of the ledger as it is published: numbers and claims share their columns. */
export interface LedgerTableRow {
  readonly kind: 'number' | 'claim';
  readonly where: string;
  readonly reading: string;
  readonly paper: string;
  readonly ours: string;
  readonly low: string;
  readonly high: string;
  readonly difference: string;
  readonly seeds: number;
  readonly profile: string;
  readonly verdict: string;
  readonly command: string;
}

/** @returns the rows of the ledger, claims first */
export function ledgerTable({ claims, numbers }: Ledger): LedgerTableRow[] {
  return [...claims.map(claimTableRow), ...numbers.map(numberTableRow)];
}

/** @returns the ledger as CSV (RFC 4180) */
export function ledgerCsv(ledger: Ledger): string {
  return `${unparse(ledgerTable(ledger), { newline: '\n' })}\n`;
}

function claimTableRow({ claim, text, where, ...row }: ClaimRow): LedgerTableRow {
  return {
    kind: 'claim',
    where: `${claim} (${where})`,
    reading: row.reading,
    paper: text,
    ours: row.evidence,
    ...{ low: '', high: '', difference: '', seeds: row.seeds, profile: row.profile },
    verdict: row.verdict,
    command: row.command,
  };
}

function numberTableRow(row: NumberRow): LedgerTableRow {
  const { where, reading, paper, ours, low, high, seeds, profile, verdict, command } = row;
  return {
    ...{ kind: 'number', where, reading, paper: String(paper), seeds, profile, verdict, command },
    ours: hundredths(ours),
    low: hundredths(low),
    high: hundredths(high),
    difference: hundredths(ours === undefined ? undefined : ours - paper),
  };
}

function hundredths(value: number | undefined): string {
  return value === undefined ? '' : value.toFixed(2);
}
