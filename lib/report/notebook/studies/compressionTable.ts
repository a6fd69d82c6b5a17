import type { NetworkName } from '../../../experiments/configuration/networkModules';
import type { NetworkCost } from '../../../experiments/networks/networkThroughput';
import { compressionFactor } from '../../../models/compression';
import { dataFrame } from '../../tables/dataFrame';

/** Rows of the paper's tables 4 and 5: the method, widths by module, and the factor that is printed there. */
const published: readonly (readonly [
  network: NetworkName,
  method: 'LSQ' | 'MQAT',
  bits: readonly number[],
  printed: number,
])[] = [
  ['caSpaceNet', 'LSQ', [8, 32, 32], 2.2],
  ['caSpaceNet', 'LSQ', [8, 8, 32], 3.2],
  ['caSpaceNet', 'LSQ', [8, 8, 8], 4],
  ['caSpaceNet', 'MQAT', [8, 2, 8], 4.7],
  ['caSpaceNet', 'LSQ', [3, 32, 32], 2.9],
  ['caSpaceNet', 'LSQ', [3, 3, 32], 5.9],
  ['caSpaceNet', 'MQAT', [4, 2, 4], 8.2],
  ['caSpaceNet', 'LSQ', [3, 3, 3], 10.6],
  ['zebraPose', 'MQAT', [8, 4], 4.62],
];

/**
 * The compression factors that the paper prints, beside those of this project's own counts: every parameter of a module at its
 * width, and, as for the paper's LSQ, all but those of the network's first and last layers.
 */
export function compressionTable(costs: ReadonlyMap<NetworkName, NetworkCost>) {
  return dataFrame(
    [
      ...['network', 'method', 'bits by module', 'paper', 'every layer quantized', 'difference'],
      ...['first and last layers at 32 bits', 'difference to the paper'],
    ],
    published.map(([network, method, bits, printed]) => {
      const factors = [true, false].map((outerQuantized) =>
        round(factorOf(costs.get(network)!, bits, outerQuantized)),
      );
      const cells = factors.flatMap((factor) => [factor, round(factor - printed)]);
      return [network, method, bits.join('-'), printed, ...cells];
    }),
  );
}

/** @param outerQuantized - whether first and last layers have the width of their modules, or 32 bits */
function factorOf(
  { modules, outerParameters }: NetworkCost,
  bits: readonly number[],
  outerQuantized: boolean,
): number {
  const parts = modules.flatMap(({ module, parameters }, index) => {
    const outer = outerParameters[module];
    return [
      { name: module, count: parameters - outer, width: bits[index] },
      { name: `${module}, first and last`, count: outer, width: outerQuantized ? bits[index] : 32 },
    ];
  });
  return compressionFactor(
    Object.fromEntries(parts.map(({ name, count }) => [name, count])),
    Object.fromEntries(parts.map(({ name, width }) => [name, width])),
  );
}

function round(value: number): number {
  return Math.round(100 * value) / 100;
}
