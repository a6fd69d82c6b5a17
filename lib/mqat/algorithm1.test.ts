import { describe, expect, it } from 'vitest';
import { syntheticBench } from '../../test/support/syntheticBench';
import { InfeasibleAllocationError } from '../allocation/infeasibleAllocation';
import { ConfigurationError } from '../common/errors';
import { algorithm1 } from './algorithm1';

const sizes = { backbone: 900, fpn: 60, head: 40 };
const widths = [2, 4, 8];

describe('Algorithm 1', () => {
  it('starts from the best probe, keeps its module at 2 bits, and quantizes the others smallest first', async () => {
    const bench = syntheticBench(sizes, { '': 0.8, backbone2: 0.7, fpn2: 0.9, head2: 0.85 });
    const { kBest, rho, steps, model, probes } = await algorithm1(bench, { widths, compressionFactor: 8 });
    expect(kBest).toBe('fpn');
    expect(probes.map(({ accuracy }) => accuracy)).toEqual([0.7, 0.9, 0.85]);
    expect(rho).toEqual({ backbone: 4, fpn: 2, head: 4 });
    expect(bench.calls).toEqual([
      ...['backbone2', 'fpn2', 'head2'],
      'importance of head backbone after [fpn2]',
      ...['fpn2 head4', 'fpn2 head4 backbone4'],
    ]);
    expect(model.steps).toEqual(['fpn2', 'head4', 'backbone4']);
    expect(steps.map(({ module }) => module)).toEqual(['fpn', 'head', 'backbone']);
  });

  it('starts from full precision where no probe beats it; an equal one does not', async () => {
    const bench = syntheticBench(sizes, { '': 0.8, backbone2: 0.7, fpn2: 0.8, head2: 0.79 });
    const { kBest, model } = await algorithm1(bench, { widths, compressionFactor: 8 });
    expect(kBest).toBeUndefined();
    expect(bench.calls[3]).toBe('importance of head fpn backbone after []');
    expect(model.steps).toHaveLength(3);
    expect(model.steps.map((step) => step.slice(0, 3))).toEqual(['hea', 'fpn', 'bac']);
  });

  it('counts the size of the module that is pinned', async () => {
    // 40 parameters at 8 bits and 60 at 2 are 440 bits: the backbone has (4000 - 440) / 900 = 3.95 bits a weight.
    const bench = syntheticBench(sizes, { '': 0.5, fpn2: 0.6 });
    const options = { widths: [2, 3, 4, 8], compressionFactor: 8 };
    const { allocation, rho } = await algorithm1(bench, options);
    expect(allocation.best.costs[0]).toBeLessThanOrEqual(4000);
    expect(rho).toEqual({ backbone: 4, fpn: 2, head: 4 });
  });

  it('trains nothing for a factor that cannot be reached, and says what can', async () => {
    const bench = syntheticBench(sizes);
    const attempt = algorithm1(bench, { widths, compressionFactor: 17 });
    await expect(attempt).rejects.toThrow(InfeasibleAllocationError);
    await expect(attempt).rejects.toThrow(/at least 2000 bits/);
    expect(bench.calls).toEqual([]);
  });

  it('retrains its probes together where it may, and stops at the first that fails where it may not', async () => {
    for (const [probesAtOnce, begun] of [
      [3, 3],
      [1, 1],
    ]) {
      const bench = syntheticBench(sizes, { '': 0.8, fpn2: 0.9 });
      let underWay = 0;
      const together: number[] = [];
      const slow = {
        ...bench,
        async quantizeAndRetrain(...step: Parameters<typeof bench.quantizeAndRetrain>) {
          together.push(++underWay);
          await Promise.resolve();
          underWay--;
          return bench.quantizeAndRetrain(...step);
        },
      };
      const { kBest } = await algorithm1(slow, { widths, compressionFactor: 8, probesAtOnce });
      expect([kBest, Math.max(...together)]).toEqual(['fpn', begun]);

      let calls = 0;
      const failing = { ...bench, quantizeAndRetrain: () => Promise.reject(new Error(`run ${++calls}`)) };
      const broken = algorithm1(failing, { widths, compressionFactor: 8, probesAtOnce });
      await expect(broken).rejects.toThrow('run 1');
      expect(calls).toBe(begun);
    }
  });

  it.each([
    ['a probe that wins', { '': 0.5, all2: 0.6 }, 4, ['all2']],
    ['no probe that wins', { '': 0.5, all2: 0.4 }, 4, ['all8']],
    ['a tighter budget', { '': 0.5, all2: 0.4 }, 8, ['all4']],
  ])(
    'is uniform quantization-aware training for one module: %s',
    async (_label, accuracies, compressionFactor, steps) => {
      const bench = syntheticBench({ all: 1000 }, accuracies);
      const { model, rho } = await algorithm1(bench, { widths, compressionFactor });
      expect(model.steps).toEqual(steps);
      expect(`all${rho['all']}`).toBe(steps[0]);
    },
  );

  it('asks for the width of its probes among the widths', async () => {
    const bench = syntheticBench(sizes);
    await expect(algorithm1(bench, { widths: [4, 8], compressionFactor: 4 })).rejects.toThrow(
      ConfigurationError,
    );
    expect(bench.calls).toEqual([]);
  });
});
