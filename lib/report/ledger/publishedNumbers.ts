import { probeKey, probeMethods } from '../../experiments/firstQuantizedModule';
import type { HitRule } from '../notebook/imageErrorColumns';
import { paperTable, paperTableTitle, type PaperTableName } from '../paperValues';

/** The runs that measure a published number: one a seed, of a study. */
export interface NumberSource {
  readonly study: string;
  readonly key: string;
  /** Such as `LSQ, ADD-0.1d` */
  readonly reading: string;
  readonly rule: HitRule;
}

/** A number that the paper prints. */
export interface PublishedNumber {
  readonly table: PaperTableName;
  /** Words that name its row, such as `fpn` or `mqat 8-2-8 4.7x` */
  readonly row: string;
  readonly column: string;
  readonly value: number;
  /** None where no registered study measures it */
  readonly sources: readonly NumberSource[];
}

const tables: readonly PaperTableName[] = ['table1', 'table2', 'table3', 'table4', 'table5'];

/** The share of the diameter that a column of recalls names: `adi01` is 0.1. */
const thresholds: Readonly<Record<string, number>> = { adi01: 0.1, adi05: 0.5 };

/** @returns every number of every table of the paper, with what measures it here */
export function publishedNumbers(): PublishedNumber[] {
  return tables.flatMap((table) =>
    paperTable(table).flatMap((row) => {
      const entries = Object.entries(row) as [string, string | number][];
      const words = entries.flatMap(([, value]) =>
        typeof value === 'string' && value !== '' ? [value] : [],
      );
      const name = [...words, ...('compression' in row ? [`${row.compression}x`] : [])].join(' ');
      return entries.flatMap(([column, value]) =>
        typeof value === 'string'
          ? []
          : [{ table, row: name, column, value, sources: sourcesOf(table, words[0], column) }],
      );
    }),
  );
}

/** @returns such as `First quantized module, WDR, SwissCube, 2 bits` */
export function publishedTitle(table: PaperTableName): string {
  return paperTableTitle(table);
}

/**
 * The paper names no method for table 1, and calls ADI what the code behind its numbers computes as ADD: both methods and
 * both metrics are measured.
 */
function sourcesOf(table: PaperTableName, row: string, column: string): NumberSource[] {
  const threshold: number | undefined = thresholds[column];
  if (table !== 'table1' || threshold === undefined) return [];
  const metrics = (['ADD', 'ADI'] as const).map((metric) => ({ metric, threshold }));
  if (row.startsWith('none')) {
    return metrics.map((rule) => ({
      ...{ study: 'table-1', key: 'full-precision', rule },
      reading: `${rule.metric}-${threshold}d`,
    }));
  }
  return probeMethods.flatMap((method) =>
    metrics.map((rule) => ({
      ...{ study: 'table-1', key: probeKey(row, method), rule },
      reading: `${method.toUpperCase()}, ${rule.metric}-${threshold}d`,
    })),
  );
}
