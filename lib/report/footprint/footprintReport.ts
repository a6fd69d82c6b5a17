import type { ExperimentRun } from '../../experiments/configuration/experiment';
import { runSummary } from '../../experiments/networks/runSummary';
import type { StoredRun } from '../../experiments/store/storedRun';
import { dataFrame } from '../tables/dataFrame';
import type { FigureDraft, FigureText } from '../figures/figure';
import { hitRuleName, type HitRule } from '../notebook/imageErrorColumns';
import { measuredText } from '../tables/measuredText';
import type { SeedResults } from '../notebook/studies/seedResults';
import { measuredRecall } from '../notebook/studies/seedStatistics';
import { methodStyles, type MethodName } from '../figures/palette';
import type { Measured } from '../tables/paperComparison';
import { scatter } from '../figures/scatter';
import type { LatencyResult } from './latencyResult';
import { paretoFront, type FootprintPoint } from './paretoFront';

/** A trained network by what it achieves and costs. */
export interface FootprintRow extends FootprintPoint {
  readonly style: MethodName;
  readonly moduleBits: string;
  readonly seeds: number;
  /** % */
  readonly recall: Measured;
  /** Of full precision over this one, with all that is stored */
  readonly compression: number;
}

/**
 * Puts together what stored runs achieve, what they take and how fast they are.
 * @param runs - of one seed; controls are left out, and runs that stand there twice
 * @param results - a run may have a result in some seeds, or in none
 * @param latencies - the time of a network is that of its scale and widths on the CPU, where that was measured
 */
export function footprintRows(
  runs: readonly ExperimentRun[],
  results: readonly SeedResults[],
  latencies: readonly LatencyResult[],
  rule: HitRule,
): FootprintRow[] {
  const seen = new Set<string>();
  return runs.flatMap(({ key, configuration: { role, model, quantization, method } }): FootprintRow[] => {
    const own = results
      .map((seed) => seed.results.get(key))
      .filter((run): run is StoredRun => run !== undefined);
    if (role === 'control' || own.length === 0 || seen.has(own[0].id)) return [];
    seen.add(own[0].id);
    const moduleBits = Object.values(quantization).join('-');
    const recall = measuredRecall(own, rule);
    const { bytes, compressionWithOverhead } = runSummary(own[0]).total;
    const time = latencies
      .filter(({ provider }) => provider === 'cpu')
      .flatMap(({ rows }) => rows)
      .find((row) => {
        const sameModel = row.network === model.network && row.scale === model.scale;
        return sameModel && row.moduleBits === moduleBits && row.activationBits === 32;
      });
    return [
      {
        ...{ moduleBits, recall, accuracy: recall.value / 100, seeds: own.length },
        style: role === 'fullPrecision' ? 'fullPrecision' : method === 'inq' ? 'inq' : 'lsq',
        bytes: bytes.total,
        compression: compressionWithOverhead,
        milliseconds: time?.medianMilliseconds,
      },
    ];
  });
}

/** Accuracy, bytes and milliseconds of every network, and whether any other is better in all of it. */
export function footprintTable(rows: readonly FootprintRow[], rule: HitRule) {
  const front = paretoFront(rows);
  return dataFrame(
    [
      'bits',
      'method',
      'seeds',
      `${hitRuleName(rule)} (%)`,
      'packed (kB)',
      'times smaller',
      'median (ms)',
      'on the front',
    ],
    [...rows]
      .sort((a, b) => a.bytes - b.bytes)
      .map((row) => [
        ...[row.moduleBits, methodStyles[row.style].label, row.seeds, measuredText(row.recall)],
        ...[row.bytes / 1e3, row.compression, row.milliseconds ?? null, front.includes(row) ? 'yes' : 'no'],
      ]),
  );
}

/** Recall over bytes; networks on the front carry their widths and, where it was measured, their time. */
export function footprintFigure(rows: readonly FootprintRow[], rule: HitRule, text: FigureText): FigureDraft {
  const front = paretoFront(rows);
  const styles = [...new Set(rows.map(({ style }) => style))];
  const labelOf = (row: FootprintRow) =>
    front.includes(row)
      ? [
          row.moduleBits,
          ...(row.milliseconds === undefined ? [] : [`${row.milliseconds.toFixed(1)} ms`]),
        ].join(', ')
      : '';
  return scatter({
    ...text,
    series: styles.map((style) => {
      const own = rows.filter((row) => row.style === style);
      return {
        style: methodStyles[style],
        x: own.map(({ bytes }) => bytes / 1e3),
        y: own.map(({ recall }) => recall),
        labels: own.map(labelOf),
      };
    }),
    horizontal: { name: 'Weights at their true width, with all that is stored beside them', unit: 'kB' },
    vertical: { name: `Recall by ${hitRuleName(rule)}`, unit: '%' },
  });
}
