import type { NetworkName } from '../../experiments/networkModules';
import { networkMemory } from '../../experiments/networkMemory';
import { networkCost, type NetworkCost } from '../../experiments/networkThroughput';
import type { ProfileName } from '../../experiments/runConfiguration';
import { architectureKey, architectures } from '../../experiments/studies/architectures';
import { datasetSourcesOf } from '../../experiments/profiles';
import { dataFrame } from '../dataFrame';
import type { FigureDraft } from '../figure';
import { networkGraph } from '../networkGraph';
import type { SeriesStyle } from '../palette';
import { scatter } from '../scatter';
import type { HitRule } from './imageErrorColumns';
import { resultsOf, type SeedResults } from './seedResults';
import { measuredRecall } from './seedStatistics';

/** How each network is called, and what it says. */
const words: Readonly<
  Record<
    NetworkName,
    { readonly label: string; readonly output: string; readonly parallel?: readonly string[] }
  >
> = {
  wdr: { label: 'WDR', output: 'class and 8 corners<br>a cell' },
  caSpaceNet: { label: 'CA-SpaceNet', output: 'class and 8 corners<br>a cell' },
  zebraPose: { label: 'ZebraPose', output: 'mask and code<br>a pixel' },
  segDriven: {
    label: 'SegDriven',
    output: 'class, 8 corners<br>a cell',
    parallel: ['segmentation', 'regression'],
  },
  dlr: { label: 'DLR', output: 'a heatmap<br>a landmark' },
};

const styles: Readonly<Record<NetworkName, Omit<SeriesStyle, 'label' | 'dash'>>> = {
  wdr: { color: '#0072B2', symbol: 'circle' },
  caSpaceNet: { color: '#D55E00', symbol: 'diamond' },
  zebraPose: { color: '#009E73', symbol: 'square' },
  segDriven: { color: '#CC79A7', symbol: 'triangle-up' },
  dlr: { color: '#000000', symbol: 'x' },
};

/**
 * Counts every network at a scale.
 * @param repetitions - forward passes to measure; 0 to count only
 */
export function architectureCosts(scale: string, repetitions = 0): Map<NetworkName, NetworkCost> {
  return new Map(architectures.map((network) => [network, networkCost({ network, scale }, repetitions)]));
}

/** Measures by how many bytes each network makes a process grow that passes images forward, one network after the other. */
export async function architectureMemory(scale: string): Promise<Map<NetworkName, number>> {
  const memory = new Map<NetworkName, number>();
  for (const network of architectures) memory.set(network, await networkMemory({ network, scale }));
  return memory;
}

/** A network's modules with their sizes, work and memory. */
export function architectureGraph(
  costs: ReadonlyMap<NetworkName, NetworkCost>,
  network: NetworkName,
  title: string,
): FigureDraft {
  const { label, output, parallel } = words[network];
  return networkGraph({
    ...{ name: label, cost: costs.get(network)!, output, title },
    caption: `${label} by module: what is quantized together. Memory is that of numbers at 32 bits; the largest map is of one layer, for one image.`,
    ...(parallel && { parallel }),
  });
}

/** A row a module of every network. */
export function architectureTable(costs: ReadonlyMap<NetworkName, NetworkCost>) {
  return dataFrame(
    [
      'network',
      'module',
      'layers',
      'parameters',
      'share of parameters',
      'multiply-accumulates',
      'share of work',
    ],
    [...costs].flatMap(([network, { modules }]) => {
      const total = (field: 'parameters' | 'multiplyAccumulates') =>
        modules.reduce((sum, module) => sum + module[field], 0);
      const share = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;
      return modules.map(({ module, layers, parameters, multiplyAccumulates }) => [
        ...[words[network].label, module, layers, parameters, share(parameters, total('parameters'))],
        ...[multiplyAccumulates, share(multiplyAccumulates, total('multiplyAccumulates'))],
      ]);
    }),
  );
}

/** Two-stage methods that the paper sets beside single-stage ones. */
const notRun =
  'Of the two-stage methods that the paper names, ZebraPose is run; SO-Pose (arXiv 2108.08367) and GDR-Net (arXiv 2102.12145) are not, and nothing is drawn for them or for one model of all objects of Occluded LINEMOD';

/**
 * Figure 2 by our own measurements: accuracy over throughput, memory beside each name.
 * @param memory - bytes, of each network in `costs`
 */
export function throughputFigure(
  results: readonly SeedResults[],
  costs: ReadonlyMap<NetworkName, NetworkCost>,
  memory: ReadonlyMap<NetworkName, number>,
  rule: HitRule,
  profile: ProfileName,
): FigureDraft {
  const { scale } = datasetSourcesOf(profile).swisscube;
  const mebibytes = (network: NetworkName) => (memory.get(network)! / 2 ** 20).toPrecision(2);
  return scatter({
    title: 'Accuracy, throughput and memory of each network',
    caption: `Full precision, ${scale} scale, forward pass of one image or crop on this machine's processor; beside each name by how much the network makes a process grow (weights, maps, graph). ZebraPose and DLR are told where the object is, by disturbed true boxes. ${notRun}.`,
    series: [...costs].map(([network, { imagesPerSecond }]) => ({
      style: {
        ...styles[network],
        label: `${words[network].label}, ${mebibytes(network)} MiB`,
        dash: 'solid' as const,
      },
      source: 'ours' as const,
      x: [imagesPerSecond!],
      y: [measuredRecall(resultsOf(results, architectureKey(network)), rule)],
    })),
    horizontal: { name: 'Throughput', unit: 'images a second' },
    vertical: { name: `${rule.metric}-${rule.threshold}d`, unit: '%', range: [-3, 105] },
  });
}
