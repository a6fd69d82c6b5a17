import type { NetworkName } from '../../../experiments/configuration/networkModules';
import type { NetworkCost } from '../../../experiments/networks/networkThroughput';
import { countedCompression, publishedCompressions } from '../../ledger/publishedCompressions';
import { dataFrame } from '../../tables/dataFrame';

/**
 * The compression factors that the paper prints of quantized networks, beside those of this project's own counts: every
 * parameter of a module at its width, and, as for the paper's LSQ, all but those of the network's first and last layers.
 */
export function compressionTable(costs: ReadonlyMap<NetworkName, NetworkCost>) {
  return dataFrame(
    [
      ...['network', 'method', 'bits by module', 'paper', 'every layer quantized', 'difference'],
      ...['first and last layers at 32 bits', 'difference to the paper'],
    ],
    publishedCompressions()
      .filter(({ value }) => value > 1)
      .map(({ network, method, bits, value }) => {
        const factors = [true, false].map((outerQuantized) =>
          round(countedCompression(bits, costs.get(network)!, outerQuantized)),
        );
        const cells = factors.flatMap((factor) => [factor, round(factor - value)]);
        return [network, method.toUpperCase(), bits, value, ...cells];
      }),
  );
}

function round(value: number): number {
  return Math.round(100 * value) / 100;
}
