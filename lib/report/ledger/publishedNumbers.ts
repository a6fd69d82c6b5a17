import { probeKey, probeMethods } from '../../experiments/firstQuantizedModule';
import { depthBinNames, type DepthBinName } from '../../metrics/depthBins';
import { headlineKey } from '../../experiments/studies/headline';
import type { HitRule } from '../notebook/imageErrorColumns';
import { paperTable, type PaperTableName } from '../paperValues';

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
const swissCubeThresholds: Readonly<Record<string, number>> = { swissCubeAdi01: 0.1, swissCubeAdi05: 0.5 };

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

/**
 * The paper names no method for table 1, and calls ADI what the code behind its numbers computes as ADD: both methods and
 * both metrics are measured.
 */
function sourcesOf(table: PaperTableName, row: string, column: string): NumberSource[] {
  if (table === 'table1') return bothMetrics(thresholds[column], firstModuleRuns(row));
  if (table === 'table2') return bothMetrics(swissCubeThresholds[column], headlineRunsOf(row));
  if (table === 'table3')
    return bothMetrics(
      0.1,
      pyramidRunsOf(row),
      depthBinNames.find((bin) => bin === column),
    );
  return [];
}

type MeasuringRun = Pick<NumberSource, 'study' | 'key' | 'reading'>;

function firstModuleRuns(row: string): MeasuringRun[] {
  if (row.startsWith('none')) return [{ study: 'table-1', key: 'full-precision', reading: '' }];
  return probeMethods.map((method) => ({
    ...{ study: 'table-1', key: probeKey(row, method) },
    reading: `${method.toUpperCase()}, `,
  }));
}

function headlineRunsOf(row: string): MeasuringRun[] {
  const keys: Readonly<Record<string, string>> = {
    fullPrecision: 'full-precision',
    mqatLsq: headlineKey('lsq'),
    mqatInq: headlineKey('inq'),
  };
  return [{ study: 'headline', key: keys[row], reading: '' }];
}

/** WDR's rows of table 3; the paper names no method there. */
function pyramidRunsOf(row: string): MeasuringRun[] {
  if (row === 'WDR') return [{ study: 'table-3', key: 'full-precision', reading: '' }];
  if (row !== 'WDR + MQAT') return [];
  return probeMethods.map((method) => ({
    ...{ study: 'table-3', key: probeKey('fpn', method), reading: `${method.toUpperCase()}, ` },
  }));
}

function bothMetrics(
  threshold: number | undefined,
  runs: readonly MeasuringRun[],
  depth?: DepthBinName,
): NumberSource[] {
  if (threshold === undefined) return [];
  return runs.flatMap((run) =>
    (['ADD', 'ADI'] as const).map((metric) => ({
      ...run,
      reading: `${run.reading}${metric}-${threshold}d`,
      rule: { metric, threshold, ...(depth && { depth }) },
    })),
  );
}
