import { describe, expect, it } from 'vitest';
import { syntheticBench } from '../../test/support/syntheticBench';
import { ConfigurationError } from '../common/errors';
import { PrefixCache, searchOrders } from './orderSearch';
import { moduleCombinations, moduleOrders, type QuantizationOrder } from './quantizationOrders';

const sizesOf = (count: number) => {
  const modules = Array.from({ length: count }, (_, index) => `m${index}`);
  return { modules, sizes: Object.fromEntries(modules.map((module, index) => [module, 100 - index])) };
};
const rhoOf = (modules: readonly string[]) =>
  Object.fromEntries(modules.map((module, index) => [module, 2 + index]));
const names = (orders: readonly QuantizationOrder[]) =>
  orders.map((order) => order.map(({ module }) => module).join(' '));
const factorial = (count: number): number => (count <= 1 ? 1 : count * factorial(count - 1));

describe('the orders searched', () => {
  it.each([1, 3, 8])('are all 2^%i combinations, smallest module first', (count) => {
    const combinations = moduleCombinations(sizesOf(count), 2);
    expect(new Set(names(combinations)).size).toBe(2 ** count);
    expect(combinations[0]).toEqual([]);
    expect(names(combinations)[2 ** count - 1].split(' ')[0]).toBe(`m${count - 1}`);
  });

  it.each([1, 2, 3, 4])('are all %i! orders, the flow of the paper first', (count) => {
    const { modules, sizes } = sizesOf(count);
    const orders = moduleOrders({ modules, sizes }, rhoOf(modules), { seed: 0, count: 5 });
    expect(new Set(names(orders)).size).toBe(factorial(count));
    expect(names(orders)[0]).toBe([...modules].reverse().join(' '));
    expect(orders[0][0].bits).toBe(1 + count);
  });

  it('are, above that, the flow, its reverse, and a sample that the seed decides', () => {
    const { modules, sizes } = sizesOf(6);
    const draw = (seed: number) =>
      names(moduleOrders({ modules, sizes }, rhoOf(modules), { seed, count: 7 }));
    const orders = draw(1);
    expect(new Set(orders).size).toBe(9);
    expect(orders.slice(0, 2)).toEqual([[...modules].reverse().join(' '), modules.join(' ')]);
    for (const order of orders) expect(order.split(' ').sort()).toEqual(modules);
    expect(draw(1)).toEqual(orders);
    expect(draw(2)).not.toEqual(orders);
  });

  it('are refused where there are too many, or fewer than are to be drawn', () => {
    expect(() => moduleCombinations(sizesOf(9), 2)).toThrow(ConfigurationError);
    const five = sizesOf(5);
    const all = moduleOrders(five, rhoOf(five.modules), { seed: 1, count: 118 });
    expect(new Set(names(all)).size).toBe(120);
    expect(() => moduleOrders(five, rhoOf(five.modules), { seed: 1, count: 119 })).toThrow(/up to 118/);
  });
});

describe('the order search', () => {
  const sizes = { backbone: 900, fpn: 60, head: 40 };
  const rho = { backbone: 4, fpn: 2, head: 8 };

  it('retrains every common beginning once, in any room', async () => {
    for (const atOnce of [1, 4]) {
      const bench = syntheticBench(sizes, { 'fpn2 head8 backbone4': 0.9 });
      const orders = moduleOrders(bench, rho, { seed: 0, count: 0 });
      const found = await searchOrders(bench, orders, { atOnce });
      // 3 first steps, 6 second ones, 6 third ones, instead of 18.
      expect(bench.calls).toHaveLength(15);
      expect(new Set(bench.calls).size).toBe(15);
      expect(found.map(({ order }) => order)).toEqual(orders);
      expect(found.filter(({ accuracy }) => accuracy === 0.9).map(({ model }) => model.steps)).toEqual([
        ['fpn2', 'head8', 'backbone4'],
      ]);
    }
  });

  it('goes on after a failure without doing anything twice', async () => {
    const bench = syntheticBench(sizes);
    const orders = moduleOrders(bench, rho, { seed: 0, count: 0 });
    const cache = new PrefixCache<(typeof bench)['fullPrecision']>();
    let power = 7;
    const failing = {
      ...bench,
      quantizeAndRetrain: (...[model, module, bits]: Parameters<typeof bench.quantizeAndRetrain>) =>
        power-- > 0 ? bench.quantizeAndRetrain(model, module, bits) : Promise.reject(new Error('power cut')),
    };
    await expect(searchOrders(failing, orders, { cache })).rejects.toThrow('power cut');
    expect(bench.calls).toHaveLength(7);
    await searchOrders(bench, orders, { cache });
    expect(new Set(bench.calls).size).toBe(15);
    expect(bench.calls).toHaveLength(15);
    expect(cache.size).toBe(15);
  });

  it('scores the network that nothing is done to', async () => {
    const bench = syntheticBench(sizes, { '': 0.7 });
    const found = await searchOrders(bench, moduleCombinations(bench, 2));
    expect(found[0]).toMatchObject({ order: [], accuracy: 0.7 });
    expect(found).toHaveLength(8);
  });
});
