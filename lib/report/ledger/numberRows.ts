import type { NetworkName } from '../../experiments/configuration/networkModules';
import type { ProfileName } from '../../experiments/configuration/runConfiguration';
import { networkCost, type NetworkCost } from '../../experiments/networks/networkThroughput';
import { measuredRecall } from '../notebook/studies/seedStatistics';
import { compressionCommand, studyCommand } from './otherCommands';
import {
  asCompression,
  countedCompression,
  isAsPrinted,
  type PublishedCompression,
} from './publishedCompressions';
import { publishedNumbers } from './publishedNumbers';
import type { ResultsOf } from './claimVerdicts';

/** What may be said of a number: one that was measured below the paper's scale is no check of it. */
export type NumberVerdict =
  | 'measured, not comparable'
  | 'inside the interval'
  | 'outside'
  | 'as printed'
  | 'not as printed'
  | 'not run';

/** A number of the paper beside ours. */
export interface NumberRow {
  readonly where: string;
  readonly reading: string;
  readonly paper: number;
  readonly ours: number | undefined;
  readonly low: number | undefined;
  readonly high: number | undefined;
  readonly seeds: number;
  /** That it was measured at; `paper` of what is counted on the paper's networks */
  readonly profile: string;
  readonly verdict: NumberVerdict;
  readonly command: string;
}

/** Said of HAWQ-V3's compression factors: the only numbers that neither a run nor a count gives. */
const budgetReading = 'a budget that is given, not a result';

/** @returns every number of the paper's tables, a row each of its readings */
export function numberRows(profile: ProfileName, resultsOf: ResultsOf): NumberRow[] {
  const costs = new Map<NetworkName, NetworkCost>();
  return publishedNumbers().flatMap((number): NumberRow[] => {
    const { table, row, column, value, sources } = number;
    const where = `${table}, ${row}, ${column}`;
    const compression = asCompression(number);
    if (compression !== undefined) return compressionRows(where, compression, profile, costs);
    if (sources.length === 0) return [{ ...missingNumber(where, value, profile), reading: budgetReading }];
    return sources.map(({ study, key, reading, rule }) => {
      const runs = resultsOf(study).flatMap(({ results }) => results.get(key) ?? []);
      const command = studyCommand(profile, study);
      if (runs.length === 0) return { ...missingNumber(where, value, profile), reading, command };
      const { value: ours, low, high } = measuredRecall(runs, rule);
      const isInside = low <= value && value <= high;
      return {
        ...{ where, reading, paper: value, ours, low, high, seeds: runs.length, profile, command },
        verdict:
          profile === 'paper' ? (isInside ? 'inside the interval' : 'outside') : 'measured, not comparable',
      };
    });
  });
}

function missingNumber(where: string, paper: number, profile: string): NumberRow {
  const none = { ours: undefined, low: undefined, high: undefined, seeds: 0, command: '' };
  return { where, reading: '', paper, ...none, profile, verdict: 'not run' };
}

/** The paper's LSQ leaves the network's first and last layers alone: its factors are counted so too. */
function compressionRows(
  where: string,
  compression: PublishedCompression,
  profile: ProfileName,
  costs: Map<NetworkName, NetworkCost>,
): NumberRow[] {
  const { network, method, bits, value } = compression;
  const cost = costs.get(network) ?? networkCost({ network, scale: 'paper' }, 0);
  costs.set(network, cost);
  const readings = [
    { reading: 'counted, every layer quantized', outerQuantized: true },
    { reading: 'counted, first and last layers at 32 bits', outerQuantized: false },
  ];
  return readings.slice(0, method === 'lsq' ? 2 : 1).map(({ reading, outerQuantized }) => {
    const ours = countedCompression(bits, cost, outerQuantized);
    return {
      ...missingNumber(where, value, 'paper'),
      ...{ reading, ours, command: compressionCommand(profile) },
      verdict: isAsPrinted(compression, ours) ? 'as printed' : 'not as printed',
    };
  });
}
