import { ConfigurationError } from '../../common/errors';
import { formatNumber } from '../numberFormat';
import { describeProvenance, watermarkOf, type Provenance } from '../provenance';

/** What we read of a danfojs DataFrame. */
export interface TableFrame {
  readonly columns: readonly string[];
  readonly index: readonly (string | number)[];
  /** Rows of cells */
  readonly values: unknown;
}

export interface TableText {
  /** What there is to see, in a sentence or two */
  readonly caption: string;
  /** Digits after the point, by column; up to four significant digits where a column is missing */
  readonly decimals?: Readonly<Record<string, number>>;
  /** Headings to show in place of the columns' names */
  readonly headings?: Readonly<Record<string, string>>;
}

/** A table that can be shown: every cell a text, with its caption, provenance and, for smoke runs, the watermark. */
export interface CompleteTable {
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Whether a column holds numbers, which stand to the right */
  readonly numeric: readonly boolean[];
  readonly caption: string;
  readonly source: string;
  readonly watermark: string | null;
}

/**
 * @throws ConfigurationError when the provenance is incomplete, the frame's rows do not fit its columns, or the text
 * names a column that is not there
 */
export function completeTable(frame: TableFrame, text: TableText, provenance: Provenance): CompleteTable {
  const rows = rowsOf(frame);
  for (const name of Object.keys({ ...text.decimals, ...text.headings })) {
    if (!frame.columns.includes(name)) throw unknownColumn(name, frame.columns);
  }
  const isNumeric = frame.columns.map((_, at) => rows.some((row) => typeof row[at] === 'number'));
  return {
    headings: frame.columns.map((name) => text.headings?.[name] ?? name),
    rows: rows.map((row) => row.map((cell, at) => cellText(cell, text.decimals?.[frame.columns[at]]))),
    numeric: isNumeric,
    caption: text.caption,
    source: describeProvenance(provenance),
    watermark: watermarkOf(provenance),
  };
}

function cellText(cell: unknown, decimals?: number): string {
  if (cell === null || cell === undefined || (typeof cell === 'number' && Number.isNaN(cell))) return '–';
  if (typeof cell !== 'number') return String(cell);
  if (decimals === undefined) return formatNumber(cell);
  const options = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return cell.toLocaleString('en-US', options).replace('-', '−');
}

function rowsOf({ columns, index, values }: TableFrame): readonly (readonly unknown[])[] {
  const rows = Array.isArray(values) ? (values as readonly unknown[]) : [];
  const fits =
    rows.length === index.length && rows.every((row) => Array.isArray(row) && row.length === columns.length);
  if (fits) return rows as readonly (readonly unknown[])[];
  throw new ConfigurationError({
    field: 'table',
    found: `${rows.length} rows for an index of ${index.length} and ${columns.length} columns`,
    expected: 'a row an index entry and a cell a column',
    remedy: 'Hand over a DataFrame, not a Series.',
  });
}

function unknownColumn(name: string, columns: readonly string[]): ConfigurationError {
  return new ConfigurationError({
    field: `table column "${name}"`,
    found: 'no such column',
    expected: columns.join(', '),
    remedy: 'Correct the name in decimals or headings.',
  });
}
