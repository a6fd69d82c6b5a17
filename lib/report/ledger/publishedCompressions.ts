/* Compression factors of tables 4 and 5, beside those of this project's own counts of the networks at the paper's scale. */
import type { NetworkName } from '../../experiments/configuration/networkModules';
import type { NetworkCost } from '../../experiments/networks/networkThroughput';
import { compressionFactor } from '../../models/compression';
import { publishedNumbers, type PublishedNumber } from './publishedNumbers';

/** A compression factor of the paper, of a row that prints the bits of every module. */
export interface PublishedCompression extends PublishedNumber {
  readonly network: NetworkName;
}

/** The network of a table that prints factors, and the digits after the point that it prints them with. */
const tables: Readonly<Partial<Record<PublishedNumber['table'], { network: NetworkName; digits: number }>>> =
  {
    table4: { network: 'caSpaceNet', digits: 1 },
    table5: { network: 'zebraPose', digits: 2 },
  };

/** @returns a number as a factor that can be counted; undefined for recalls, and for HAWQ-V3's budgets, whose bits are mixed */
export function asCompression(number: PublishedNumber): PublishedCompression | undefined {
  const known = tables[number.table];
  if (known === undefined || number.column !== 'compression' || !/^\d+(-\d+)*$/.test(number.bits)) return;
  return { ...number, network: known.network };
}

/** @returns all factors of the paper that can be counted */
export function publishedCompressions(): PublishedCompression[] {
  return publishedNumbers().flatMap((number) => asCompression(number) ?? []);
}

/**
 * @param bits - such as `8-2-8`, in the order of the data flow
 * @param outerQuantized - whether first and last layers have the width of their modules, or 32 bits
 * @returns full-precision size over quantized size, all parameters counted
 */
export function countedCompression(
  bits: string,
  { modules, outerParameters }: Pick<NetworkCost, 'modules' | 'outerParameters'>,
  outerQuantized: boolean,
): number {
  const widths = bits.split('-').map(Number);
  const parts = modules.flatMap(({ module, parameters }, index) => {
    const outer = outerParameters[module];
    return [
      { name: module, count: parameters - outer, width: widths[index] },
      { name: `${module}, first and last`, count: outer, width: outerQuantized ? widths[index] : 32 },
    ];
  });
  return compressionFactor(
    Object.fromEntries(parts.map(({ name, count }) => [name, count])),
    Object.fromEntries(parts.map(({ name, width }) => [name, width])),
  );
}

/** @returns whether a counted factor rounds to what the table prints */
export function isAsPrinted({ table, value }: PublishedCompression, counted: number): boolean {
  const { digits } = tables[table]!;
  return counted.toFixed(digits) === value.toFixed(digits);
}
