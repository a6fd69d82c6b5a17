import type { NetworkName } from '../../experiments/networkModules';
import type { NetworkCost } from '../../experiments/networkThroughput';
import { compressionFactor } from '../../models/compression';
import { dataFrame } from '../dataFrame';

/** Widths of the paper's tables 4 and 5 by module, with the factor that is printed there. */
const published: readonly (readonly [network: NetworkName, bits: readonly number[], printed: number])[] = [
  ['caSpaceNet', [8, 32, 32], 2.2],
  ['caSpaceNet', [8, 8, 32], 3.2],
  ['caSpaceNet', [8, 8, 8], 4],
  ['caSpaceNet', [8, 2, 8], 4.7],
  ['caSpaceNet', [3, 32, 32], 2.9],
  ['caSpaceNet', [3, 3, 32], 5.9],
  ['caSpaceNet', [4, 2, 4], 8.2],
  ['caSpaceNet', [3, 3, 3], 10.6],
  ['zebraPose', [8, 4], 4.62],
];

/** The compression factors that the paper prints, beside those of this project's own counts. */
export function compressionTable(costs: ReadonlyMap<NetworkName, NetworkCost>) {
  return dataFrame(
    ['network', 'bits by module', 'paper', 'ours', 'difference'],
    published.map(([network, bits, printed]) => {
      const { modules } = costs.get(network)!;
      const entries = modules.map(
        ({ module, parameters }, index) => [module, parameters, bits[index]] as const,
      );
      const factor = compressionFactor(
        Object.fromEntries(entries.map(([module, parameters]) => [module, parameters])),
        Object.fromEntries(entries.map(([module, , width]) => [module, width])),
      );
      const rounded = Math.round(100 * factor) / 100;
      return [network, bits.join('-'), printed, rounded, Math.round(100 * (rounded - printed)) / 100];
    }),
  );
}
