import { unparse } from 'papaparse';
import type { ClaimRow, Ledger, NumberRow } from './ledger';

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
export function ledgerTable({ profile, claims, numbers }: Ledger): LedgerTableRow[] {
  return [
    ...claims.map((row) => claimTableRow(row, profile)),
    ...numbers.map((row) => numberTableRow(row, profile)),
  ];
}

/** @returns the ledger as CSV (RFC 4180) */
export function ledgerCsv(ledger: Ledger): string {
  return `${unparse(ledgerTable(ledger), { newline: '\n' })}\n`;
}

function claimTableRow({ claim, text, where, ...row }: ClaimRow, profile: string): LedgerTableRow {
  return {
    kind: 'claim',
    where: `${claim} (${where})`,
    reading: row.reading,
    paper: text,
    ours: row.evidence,
    ...{ low: '', high: '', difference: '', seeds: row.seeds, profile },
    verdict: row.verdict,
    command: row.command,
  };
}

function numberTableRow(row: NumberRow, profile: string): LedgerTableRow {
  const { where, reading, paper, ours, low, high, seeds, verdict, command } = row;
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
