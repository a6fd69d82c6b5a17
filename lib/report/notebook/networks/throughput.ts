import type { DataFrame } from 'danfojs-node';
import type { NetworkName } from '../../../experiments/configuration/networkModules';
import type { NetworkCost } from '../../../experiments/networks/networkThroughput';
import type { StoredRun } from '../../../experiments/store/storedRun';
import { architectureKey } from '../../../experiments/studies/architectures';
import { dataFrame } from '../../tables/dataFrame';
import type { FigureDraft } from '../../figures/figure';
import type { Measured } from '../../tables/paperComparison';
import { scatter } from '../../figures/scatter';
import type { HitRule } from '../imageErrorColumns';
import { measuredText } from '../../tables/measuredText';
import { networkLooks } from './networkLooks';
import type { SeedResults } from '../studies/seedResults';
import { measuredRecall } from '../studies/seedStatistics';

/** What figure 2 says of a network. */
export interface NetworkThroughput {
  readonly network: NetworkName;
  /** Forward passes of one image or crop */
  readonly imagesPerSecond: number;
  /** Bytes by which the network makes a process grow */
  readonly memory: number;
  /** How many trained networks the recall is of */
  readonly seeds: number;
  /** %; undefined where nothing was trained yet */
  readonly recall: Measured | undefined;
}

/**
 * Puts together what was measured of each network.
 * @param results - a network may have a result in some seeds, or in none
 * @param memory - bytes, of each network in `costs`
 */
export function networkThroughputs(
  results: readonly SeedResults[],
  costs: ReadonlyMap<NetworkName, NetworkCost>,
  memory: ReadonlyMap<NetworkName, number>,
  rule: HitRule,
): NetworkThroughput[] {
  return [...costs].map(([network, { imagesPerSecond }]) => {
    const key = architectureKey(network);
    const runs = results
      .map((seed) => seed.results.get(key))
      .filter((run): run is StoredRun => run !== undefined);
    return {
      network,
      imagesPerSecond: imagesPerSecond!,
      memory: memory.get(network)!,
      seeds: runs.length,
      recall: runs.length === 0 ? undefined : measuredRecall(runs, rule),
    };
  });
}

/** Methods of the paper's figure 2 that this project does not run. */
const notRun =
  'Of the two-stage methods that the paper names, SO-Pose (arXiv 2108.08367) and GDR-Net (arXiv 2102.12145) are not run, nor is one model of all objects of Occluded LINEMOD; nothing is drawn for them';
/** Diameter of the marker of the network that takes most memory, px */
const largestMarker = 26;

/**
 * Figure 2 by our own measurements: accuracy over throughput; the area of a marker goes with memory, which is written beside the
 * name too. Networks that were not trained yet are named, and not drawn.
 * @param scale - of the networks
 */
export function throughputFigure(
  measured: readonly NetworkThroughput[],
  rule: HitRule,
  scale: string,
): FigureDraft {
  const most = Math.max(...measured.map(({ memory }) => memory));
  const fastest = Math.max(...measured.map(({ imagesPerSecond }) => imagesPerSecond));
  const missing = measured.filter(({ recall }) => recall === undefined);
  const names = missing.map(({ network }) => networkLooks[network].label).join(', ');
  const untrained = missing.length === 0 ? '' : ` Not trained at this scale yet: ${names}.`;
  return scatter({
    title: 'Accuracy, throughput and memory of each network',
    caption: `Full precision, ${scale} scale, forward pass of one image or crop on this machine's processor; markers by how much the network makes a process grow (weights, maps, graph), which stands beside each name. ZebraPose and DLR are told where the object is, by disturbed true boxes.${untrained} ${notRun}.`,
    series: measured.flatMap(({ network, imagesPerSecond, memory, recall }) => {
      const { label, color, symbol } = networkLooks[network];
      if (recall === undefined) return [];
      return {
        style: { label: `${label}, ${mebibytes(memory)} MiB`, color, symbol, dash: 'solid' as const },
        source: 'ours' as const,
        x: [imagesPerSecond],
        y: [recall],
        markerSize: Math.round(largestMarker * Math.sqrt(memory / most)),
      };
    }),
    horizontal: { name: 'Throughput', unit: 'images a second', range: [0, 1.1 * fastest] },
    vertical: { name: `${rule.metric}-${rule.threshold}d`, unit: '%', range: [-3, 105] },
  });
}

/** A row a network, trained or not. */
export function throughputTable(
  measured: readonly NetworkThroughput[],
  { metric, threshold }: HitRule,
): Promise<DataFrame> {
  return dataFrame(
    ['network', 'images a second', 'memory (MiB)', `${metric}-${threshold}d (%)`, 'seeds'],
    measured.map(({ network, imagesPerSecond, memory, recall, seeds }) => [
      networkLooks[network].label,
      Number(imagesPerSecond.toPrecision(3)),
      mebibytes(memory),
      recall === undefined ? 'not trained yet' : measuredText(recall),
      seeds,
    ]),
  );
}

function mebibytes(bytes: number): number {
  return Number((bytes / 2 ** 20).toPrecision(2));
}
