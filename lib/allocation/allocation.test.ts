import { describe, expect, it } from 'vitest';
import { ConfigurationError, NumericalError } from '../common/errors';
import { Random } from '../common/random';
import { allocate } from './allocation';
import { assignmentOf, keepsBudgets, type AllocationProblem, type Assignment } from './allocationProblem';
import { allocateBits, budgetProblem, type QuantizableModule } from './bitAllocation';
import { importanceRanges } from './importanceRanges';
import { InfeasibleAllocationError } from './infeasibleAllocation';

const widths = [2, 3, 4, 8];

/** Every choice within the budgets, best first by the rule for ties. */
function exhaustiveSearch(problem: AllocationProblem): Assignment[] {
  const choices = problem.modules.reduce<number[][]>(
    (partial, { options }) => partial.flatMap((chosen) => options.map((_, option) => [...chosen, option])),
    [[]],
  );
  const compare = (first: readonly number[], second: readonly number[]): number => {
    const place = first.findIndex((value, index) => value !== second[index]);
    return place < 0 ? 0 : first[place] - second[place];
  };
  return choices
    .map((chosen) => assignmentOf(problem, chosen))
    .filter((assignment) => keepsBudgets(problem, assignment))
    .sort((a, b) =>
      Math.abs(a.importance - b.importance) > 1e-12
        ? a.importance - b.importance
        : compare([...a.costs, ...a.choices], [...b.costs, ...b.choices]),
    );
}

function randomProblem(random: Random, importance: () => number, budgets: number): AllocationProblem {
  const modules = Array.from({ length: 2 + random.integer(3) }, (_, index) => {
    const weights = 1 + random.integer(1000);
    const options = widths.map((bits) => {
      const costs = [weights * bits, weights * 8 * bits, random.integer(50)].slice(0, budgets);
      return { bits, importance: importance(), costs };
    });
    return { name: `module ${index}`, options };
  });
  const middling = assignmentOf(
    { modules, budgets: [...'abc'].slice(0, budgets).map((name) => ({ name, unit: '', limit: 0 })) },
    modules.map(() => random.integer(widths.length)),
  );
  return {
    modules,
    budgets: middling.costs.map((limit, index) => ({ name: `${index}`, unit: 'bits', limit })),
  };
}

describe('allocation', () => {
  it.each<[string, number, (random: Random) => number]>([
    ['importances', 1, (random) => random.uniform()],
    ['three budgets', 3, (random) => random.uniform()],
    ['ties', 2, (random) => random.integer(3)],
    ['nothing but ties', 1, () => 0],
    ['negative importances', 1, (random) => random.normal()],
  ])('agrees with exhaustive search: %s', async (_label, budgets, draw) => {
    const random = new Random(21);
    for (let trial = 0; trial < 25; trial++) {
      const problem = randomProblem(random, () => draw(random), budgets);
      const [best, second] = exhaustiveSearch(problem);
      const allocation = await allocate(problem);
      expect(allocation.best).toEqual(best);
      expect(allocation.runnerUp?.importance).toBe(second?.importance);
    }
  });

  it('loses at most one part in ten million where importances differ by 18 orders of magnitude', async () => {
    const random = new Random(23);
    for (let trial = 0; trial < 60; trial++) {
      const problem = randomProblem(random, () => 10 ** random.uniform(-12, 6), 1);
      const { best } = await allocate(problem);
      const least = exhaustiveSearch(problem)[0].importance;
      expect(best.importance).toBeLessThanOrEqual(least * (1 + 2e-7));
    }
  });

  it('keeps a budget to the last unit, where GLPK would overlook one part in ten million', async () => {
    const module = (importance: number[]): QuantizableModule => ({ name: 'm', weights: 1e9, importance });
    const problem = budgetProblem({ modules: [module([1, 0])], bits: [2, 4], compressionFactor: 8 });
    const exact = { ...problem, budgets: [{ ...problem.budgets[0], limit: 4e9 }] };
    expect((await allocate(exact)).best.bits).toEqual([4]);
    const oneLess = { ...problem, budgets: [{ ...problem.budgets[0], limit: 4e9 - 1 }] };
    expect((await allocate(oneLess)).best.bits).toEqual([2]);
  });

  it('knows how far each importance can move', async () => {
    const random = new Random(22);
    for (let trial = 0; trial < 4; trial++) {
      const problem = randomProblem(random, () => random.uniform(), 1);
      const allocation = await allocate(problem);
      for (const [index, { chosen, margin }] of (await importanceRanges(problem, allocation)).entries()) {
        const [module, rank] = [Math.floor(index / widths.length), index % widths.length];
        const moved = async (step: number): Promise<Assignment> => {
          const options = problem.modules[module].options.map((option, place) =>
            place === rank ? { ...option, importance: option.importance + (chosen ? step : -step) } : option,
          );
          const modules = problem.modules.with(module, { ...problem.modules[module], options });
          return (await allocate({ ...problem, modules })).best;
        };
        if (margin === Infinity) {
          expect((await moved(100)).choices).toEqual(allocation.best.choices);
        } else {
          expect((await moved(margin * 0.99)).choices).toEqual(allocation.best.choices);
          expect((await moved(margin * 1.01 + 1e-6)).choices).not.toEqual(allocation.best.choices);
        }
      }
    }
  });
});

describe('bit allocation', () => {
  const modules: QuantizableModule[] = [
    { name: 'backbone', weights: 900, importance: [3, 1, 0] },
    { name: 'fpn', weights: 100, importance: [1, 0.5, 0] },
  ];
  const bits = [2, 4, 8];

  it('respects pinned, least and greatest widths', async () => {
    const solve = async (first: Partial<QuantizableModule>, second: Partial<QuantizableModule>) => {
      const changed = [
        { ...modules[0], ...first },
        { ...modules[1], ...second },
      ];
      return (await allocateBits({ modules: changed, bits, compressionFactor: 6 })).best.bits;
    };
    expect(await solve({}, {})).toEqual([4, 8]);
    expect(await solve({ pinnedBits: 2 }, {})).toEqual([2, 8]);
    expect(await solve({}, { pinnedBits: 2 })).toEqual([4, 2]);
    expect(await solve({ maximumBits: 3 }, { maximumBits: 4 })).toEqual([2, 4]);
    expect(await solve({ minimumBits: 3 }, { minimumBits: 3 })).toEqual([4, 8]);
  });

  it('keeps size, bit operations and latency together, as exhaustive search does', async () => {
    const random = new Random(31);
    for (let trial = 0; trial < 20; trial++) {
      const drawn: QuantizableModule[] = Array.from({ length: 4 }, (_, index) => ({
        name: `module ${index}`,
        weights: 1 + random.integer(1000),
        importance: widths.map(() => random.uniform()),
        multiplyAccumulates: 1 + random.integer(5000),
        latency: widths.map(() => random.integer(20)),
        ...(index === 0 && { minimumBits: 3 }),
        ...(index === 1 && { maximumBits: 4 }),
        ...(index === 2 && { pinnedBits: 2 }),
      }));
      const work = drawn.reduce((sum, { multiplyAccumulates }) => sum + multiplyAccumulates!, 0);
      const request = {
        ...{ modules: drawn, bits: widths, compressionFactor: 6 },
        bitOperations: { limit: work * 8 * 5, activationBits: 8 },
        latency: { limit: 45 },
      };
      const problem = budgetProblem(request);
      expect(problem.budgets.map(({ name }) => name)).toEqual(['size', 'bit operations', 'latency']);
      const [best] = exhaustiveSearch(problem);
      if (best === undefined) {
        await expect(allocateBits(request)).rejects.toThrow(InfeasibleAllocationError);
        continue;
      }
      const { bits: found, costs } = (await allocateBits(request)).best;
      expect(found).toEqual(best.bits);
      expect([found[0] >= 3, found[1] <= 4, found[2]]).toEqual([true, true, 2]);
      expect(costs[1]).toBe(
        drawn.reduce((sum, { multiplyAccumulates }, k) => sum + multiplyAccumulates! * found[k] * 8, 0),
      );
    }
  });

  it('asks for what a budget counts, and for a budget', async () => {
    const limited = { modules, bits, latency: { limit: 9 } };
    await expect(allocateBits(limited)).rejects.toThrow(/"backbone", latency: found nothing/);
    const short = { ...limited, modules: [{ ...modules[0], latency: [1] }] };
    await expect(allocateBits(short)).rejects.toThrow(/latency: found 1 values/);
    await expect(allocateBits({ modules, bits })).rejects.toThrow(/budgets: found none/);
  });

  it('says the smallest size where the factor cannot be reached', async () => {
    const failure = allocateBits({ modules, bits, compressionFactor: 20 });
    await expect(failure).rejects.toThrow(
      /at most 1600 bits; expected at least 2000 bits, the smallest size/,
    );
    await expect(failure).rejects.toMatchObject({ smallest: [{ name: 'size', smallest: 2000 }] });
    await expect(failure).rejects.toBeInstanceOf(InfeasibleAllocationError);
  });

  it('refuses what is no problem', async () => {
    const wrong = (change: Partial<QuantizableModule>) =>
      allocateBits({ modules: [{ ...modules[0], ...change }], bits, compressionFactor: 8 });
    await expect(wrong({ importance: [1, NaN, 0] })).rejects.toThrow(NumericalError);
    await expect(wrong({ importance: [1, NaN, 0] })).rejects.toThrow(
      /"backbone", 4 bits, importance: found NaN/,
    );
    await expect(wrong({ importance: [1, 2] })).rejects.toThrow(/2 values/);
    await expect(wrong({ pinnedBits: 5 })).rejects.toThrow(/no width left/);
    await expect(allocateBits({ modules: [], bits, compressionFactor: 8 })).rejects.toThrow(
      ConfigurationError,
    );
    await expect(allocateBits({ modules, bits, compressionFactor: 0 })).rejects.toThrow(/compressionFactor/);
    await expect(allocateBits({ modules, bits: [4, 2, 8], compressionFactor: 8 })).rejects.toThrow(
      /ascending/,
    );
  });
});
