import type { NetworkName } from '../../experiments/configuration/networkModules';
import { dataFrame } from '../tables/dataFrame';
import { networkLooks } from '../notebook/networks/networkLooks';
import type { LatencyResult } from './latencyResult';

/** What was measured of every exported variant, a row each; `speed` is the median of float32 in the same run over this one. */
export function latencyTable(results: readonly LatencyResult[]) {
  return dataFrame(
    [
      ...['network', 'scale', 'on', 'variant', 'file (kB)', 'bit operations (G)'],
      ...['median (ms)', '90 % (ms)', 'memory (MB)', 'speed'],
    ],
    results.flatMap(({ provider, rows }) =>
      rows.map((row) => [
        ...[networkLooks[row.network as NetworkName].label, row.scale, provider, row.variant],
        ...[row.bytes / 1e3, row.bitOperations / 1e9, row.medianMilliseconds],
        ...[row.ninetiethPercentileMilliseconds, row.residentBytes / 1e6, row.speed],
      ]),
    ),
  );
}

/** @returns where it was measured, in a sentence */
export function latencySource(results: readonly LatencyResult[]): string {
  const places = results.map(({ machine, threads, versions, codeVersion, date }) => {
    const load = Math.max(...machine.load).toFixed(1);
    return `${machine.processor}, ${threads} of ${machine.cores} cores, onnxruntime ${versions['onnxruntime']}, code ${codeVersion}, ${date.slice(0, 10)}, load ${load}`;
  });
  return places.length === 0
    ? 'Nothing was measured yet: npm run bench:latency does.'
    : `Measured on ${[...new Set(places)].join('; ')}. A load above the threads says that others computed beside it.`;
}
