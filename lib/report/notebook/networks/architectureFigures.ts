import type { NetworkName } from '../../../experiments/configuration/networkModules';
import { networkMemory } from '../../../experiments/networks/networkMemory';
import { networkCost, type NetworkCost } from '../../../experiments/networks/networkThroughput';
import { architectures } from '../../../experiments/studies/architectures';
import { dataFrame } from '../../tables/dataFrame';
import type { FigureDraft } from '../../figures/figure';
import { networkGraph } from '../../figures/networkGraph';
import { networkLooks } from './networkLooks';

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
  const { label, output, parallel } = networkLooks[network];
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
        ...[networkLooks[network].label, module, layers, parameters, share(parameters, total('parameters'))],
        ...[multiplyAccumulates, share(multiplyAccumulates, total('multiplyAccumulates'))],
      ]);
    }),
  );
}
