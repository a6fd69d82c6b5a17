import { ConfigurationError } from '../common/errors';
import { Random } from '../common/random';
import type { QuantizationStep } from './algorithm1';
import { sortedBySize, type ModuleQuantizationBench } from './moduleQuantizationBench';

/** Modules quantized one after the other. */
export type QuantizationOrder = readonly QuantizationStep[];

type SizedModules = Pick<ModuleQuantizationBench<unknown>, 'modules' | 'sizes'>;

/** Most modules whose combinations are all tried: 2^8. */
const mostCombinedModules = 8;
/** Most modules whose orders are all tried: 4! */
const mostOrderedModules = 4;

/**
 * Every set of modules at one width, each in the paper's order, smallest module first: 2^K, the empty set included, so that
 * they can be held against full precision (figure 4 of the paper).
 * @throws ConfigurationError for more than 8 modules
 */
export function moduleCombinations(network: SizedModules, bits: number): QuantizationOrder[] {
  const modules = sortedBySize(network);
  if (modules.length > mostCombinedModules) {
    throw new ConfigurationError({
      field: 'modules',
      found: `${modules.length} modules, ${2 ** modules.length} combinations`,
      expected: `at most ${mostCombinedModules} modules`,
      remedy: 'Join modules, or look at orders only, which are sampled.',
    });
  }
  const sets = Array.from({ length: 2 ** modules.length }, (_, set) =>
    modules.filter((_module, place) => (set >> place) % 2 === 1),
  );
  return sets.sort((a, b) => a.length - b.length).map((set) => set.map((module) => ({ module, bits })));
}

/** How orders of many modules are sampled. */
export interface OrderSampling {
  readonly seed: number;
  /** Orders drawn beside the paper's flow and its reverse */
  readonly count: number;
}

/**
 * Orders in which modules are quantized to given widths: all K! for up to 4 modules; above that the paper's flow (smallest
 * module first), its reverse, and distinct random ones. The paper's flow always comes first.
 * @param rho - bits of each module
 * @throws ConfigurationError when more orders are to be drawn than there are
 */
export function moduleOrders(
  network: SizedModules,
  rho: Readonly<Record<string, number>>,
  sampling: OrderSampling,
): QuantizationOrder[] {
  const flow = sortedBySize(network);
  const orders = flow.length <= mostOrderedModules ? permutations(flow) : sampledOrders(flow, sampling);
  return orders.map((order) => order.map((module) => ({ module, bits: rho[module] })));
}

/** @returns all orders of the items, the given one first */
function permutations(items: readonly string[]): string[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((first, place) =>
    permutations(items.filter((_, other) => other !== place)).map((rest) => [first, ...rest]),
  );
}

function sampledOrders(flow: readonly string[], { seed, count }: OrderSampling): string[][] {
  const others = flow.reduce((product, _, place) => product * (place + 1), 1) - 2;
  if (!(Number.isInteger(count) && count >= 0 && count <= others)) {
    throw new ConfigurationError({
      field: 'sampling.count',
      found: String(count),
      expected: `a whole number up to ${others}, the orders of ${flow.length} modules but two`,
      remedy: 'Draw fewer orders.',
    });
  }
  const random = Random.derive(seed, 'orders of modules');
  const fixed = [[...flow], [...flow].reverse()];
  const found = new Map(fixed.map((order) => [order.join('\u0000'), order]));
  while (found.size < count + fixed.length) {
    const order = [...random.permutation(flow.length)].map((place) => flow[place]);
    found.set(order.join('\u0000'), order);
  }
  return [...found.values()];
}
