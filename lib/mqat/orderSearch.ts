/*
 * The general search that Algorithm 1 is a greedy form of: modules quantized in any order, since the quantization of modules
 * does not commute. Orders that begin alike share their networks.
 */
import { allDone } from './allDone';
import type { ModuleQuantizationBench } from './moduleQuantizationBench';
import type { QuantizationOrder } from './quantizationOrders';

/** An order with where it ended. */
export interface SearchedOrder<Model> {
  readonly order: QuantizationOrder;
  readonly model: Model;
  /** On validation data */
  readonly accuracy: number;
}

/** The networks that a search knows, by the steps that led to them; hand it to a later search to go on from it. */
export class PrefixCache<Model> {
  private readonly models = new Map<string, Promise<Model>>();

  /** Networks known */
  get size(): number {
    return this.models.size;
  }

  /** @returns the network after these steps, made once however often it is asked for; one that failed is tried anew */
  get(steps: QuantizationOrder, make: () => Promise<Model>): Promise<Model> {
    const key = prefixKey(steps);
    const known = this.models.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.models.set(key, made);
    made.catch(() => this.models.delete(key));
    return made;
  }
}

/** What a search is told beside its orders. */
export interface OrderSearchOptions<Model> {
  /** Networks of an earlier search on the same bench */
  readonly cache?: PrefixCache<Model>;
  /** Networks retrained at once */
  readonly atOnce?: number;
}

/**
 * Quantizes and retrains along every order, each common beginning once: first all that begin an order, then all that come
 * second. A search that is broken off goes on where it was, from the cache or, where the bench keeps its runs, from those.
 * @returns the orders with the accuracy they reached, as given
 */
export async function searchOrders<Model>(
  bench: ModuleQuantizationBench<Model>,
  orders: readonly QuantizationOrder[],
  { cache = new PrefixCache(), atOnce = 1 }: OrderSearchOptions<Model> = {},
): Promise<SearchedOrder<Model>[]> {
  const modelAfter = (steps: QuantizationOrder): Promise<Model> =>
    steps.length === 0
      ? Promise.resolve(bench.fullPrecision)
      : cache.get(steps, async () => {
          const { module, bits } = steps[steps.length - 1];
          return bench.quantizeAndRetrain(await modelAfter(steps.slice(0, -1)), module, bits);
        });
  const longest = Math.max(0, ...orders.map(({ length }) => length));
  for (let length = 1; length <= longest; length++) {
    const prefixes = orders.filter((order) => order.length >= length).map((order) => order.slice(0, length));
    const distinct = new Map(prefixes.map((steps) => [prefixKey(steps), steps]));
    await allDone([...distinct.values()], atOnce, modelAfter);
  }
  const scored: SearchedOrder<Model>[] = [];
  for (const order of orders) {
    const model = await modelAfter(order);
    scored.push({ order, model, accuracy: await bench.accuracy(model) });
  }
  return scored;
}

function prefixKey(steps: QuantizationOrder): string {
  return JSON.stringify(steps.map(({ module, bits }) => [module, bits]));
}
