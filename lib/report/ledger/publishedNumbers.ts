import { paperTable, type PaperTableName, type PaperTables } from '../paperValues';
import { numberSources, type NumberSource } from './numberSources';

/** A number that the paper prints. */
export interface PublishedNumber {
  readonly table: PaperTableName;
  /** Words that name its row, such as `fpn` or `mqat 8-2-8 4.7x` */
  readonly row: string;
  readonly column: string;
  readonly value: number;
  /** Of its row, as printed; empty where the table has no such column */
  readonly method: string;
  readonly bits: string;
  /** None where no registered study measures it */
  readonly sources: readonly NumberSource[];
}

const tables: readonly PaperTableName[] = ['table1', 'table2', 'table3', 'table4', 'table5'];

/** @returns every number of every table of the paper, with what measures it here */
export function publishedNumbers(): PublishedNumber[] {
  return tables.flatMap(numbersOf);
}

/**
 * @param column - such as `adi01`
 * @returns the paper's numbers in a column, by the key of the run that measures them
 */
export function publishedByRun(table: PaperTableName, column: string): ReadonlyMap<string, number> {
  const numbers = numbersOf(table).filter((number) => number.column === column);
  return new Map(numbers.flatMap(({ value, sources }) => sources.map(({ key }) => [key, value] as const)));
}

function numbersOf<Name extends PaperTableName>(table: Name): PublishedNumber[] {
  return paperTable(table).flatMap((row) => {
    const [method, bits] = [textOf(row, 'method'), textOf(row, 'bits')];
    const entries = Object.entries(row) as [string, string | number][];
    const words = entries.flatMap(([, value]) => (typeof value === 'string' && value !== '' ? [value] : []));
    const name = [...words, ...('compression' in row ? [`${row.compression}x`] : [])].join(' ');
    return entries.flatMap(([column, value]) =>
      typeof value === 'string'
        ? []
        : [
            {
              table,
              row: name,
              column,
              value,
              method,
              bits,
              sources: numberSources(table, row as PaperTables[Name], column),
            },
          ],
    );
  });
}

function textOf(row: object, column: string): string {
  const value = (row as Readonly<Record<string, unknown>>)[column];
  return typeof value === 'string' ? value : '';
}
