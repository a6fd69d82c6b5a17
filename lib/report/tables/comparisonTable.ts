import type { DataFrame } from 'danfojs-node';
import type { ProfileName } from '../../experiments/configuration/runConfiguration';
import { dataFrame, type Cell } from './dataFrame';
import { formatNumber } from '../numberFormat';

/** One number of the paper beside ours. */
export interface ComparisonRow {
  readonly label: string;
  /** As published; null where the paper has no such number */
  readonly paper: number | null;
  /** Mean over the seeds; null where it was not run */
  readonly ours: number | null;
  /** Ends of the interval of ours; null where there is none */
  readonly interval: readonly [number, number] | null;
  readonly seeds: number;
  readonly unit: string;
}

const columns = ['row', 'paper', 'ours', 'interval', 'seeds', 'difference', 'verdict'];

/**
 * The paper's numbers beside ours: row, paper, ours, interval, seeds, difference (ours - paper), verdict.
 * @param profile - scale at which ours were measured
 */
export function comparisonTable(rows: readonly ComparisonRow[], profile: ProfileName): Promise<DataFrame> {
  return dataFrame(
    columns,
    rows.map((row): Cell[] => [
      row.unit === '' ? row.label : `${row.label} (${row.unit})`,
      row.paper,
      row.ours,
      row.interval && `${formatNumber(row.interval[0])} to ${formatNumber(row.interval[1])}`,
      row.seeds,
      row.paper === null || row.ours === null ? null : row.ours - row.paper,
      comparisonVerdict(row, profile),
    ]),
  );
}

/**
 * What may be said of one row, the first rule that applies:
 * nothing was run; the paper has no number; one seed allows no verdict; below paper scale numbers are not comparable
 * (only the paper's claims are, in the same direction); no interval allows no verdict; else whether the interval
 * holds the paper's number, or lies above or below it.
 */
export function comparisonVerdict(row: ComparisonRow, profile: ProfileName): string {
  const { paper, ours, interval, seeds } = row;
  if (ours === null) return 'not run';
  if (paper === null) return 'no published value';
  if (seeds <= 1) return 'none (one seed)';
  if (profile !== 'paper') return 'measured, not comparable';
  if (interval === null) return 'none (no interval)';
  if (interval[0] > paper) return 'above the paper';
  return interval[1] < paper ? 'below the paper' : 'agrees';
}
