import { describe, expect, it } from 'vitest';
import { exampleConfiguration, exampleIngredients } from '../../../test/support/exampleRun';
import { ingredientDifferences, runIdentity, runSlug, type RunIngredients } from './runIdentity';

const other: RunIngredients[] = [
  { ...exampleIngredients, dataHash: 'e' },
  { ...exampleIngredients, behavioralFingerprint: 'e' },
  { ...exampleIngredients, configuration: { ...exampleConfiguration, seed: 4 } },
  { ...exampleIngredients, configuration: { ...exampleConfiguration, parent: '0123456789abcdef' } },
  { ...exampleIngredients, engine: { ...exampleIngredients.engine, mode: 'graph' } },
  { ...exampleIngredients, engine: { ...exampleIngredients.engine, device: 'gpu' } },
  { ...exampleIngredients, engine: { ...exampleIngredients.engine, threads: 4 } },
  { ...exampleIngredients, engine: { ...exampleIngredients.engine, tensorflow: '2.20.0' } },
];

describe('run identity', () => {
  it('is the same for the same ingredients in any order, and another for each that changes', () => {
    const reversed = Object.fromEntries(Object.entries(exampleIngredients).reverse());
    expect(runIdentity(reversed as unknown as RunIngredients)).toBe(runIdentity(exampleIngredients));
    const ids = [exampleIngredients, ...other].map(runIdentity);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{16}$/);
  });

  it('names the ingredient that differs', () => {
    expect(other.map((ingredients) => ingredientDifferences(exampleIngredients, ingredients))).toEqual([
      ['data (hash differs)'],
      ['code behavior (fingerprint differs)'],
      ['seed (3, now 4)'],
      ['parent run (none, now 0123456789abcdef)'],
      ['engine mode (eager, now graph)'],
      ['device (cpu, now gpu)'],
      ['threads (2, now 4)'],
      ['TensorFlow (2.21.0, now 2.20.0)'],
    ]);
    expect(ingredientDifferences(exampleIngredients, exampleIngredients)).toEqual([]);
  });

  it('does not compare runs of different configurations', () => {
    const configuration = { ...exampleConfiguration, profile: 'mini' } as const;
    expect(
      ingredientDifferences(exampleIngredients, { ...exampleIngredients, configuration }),
    ).toBeUndefined();
  });

  it('has a readable name', () => {
    expect(runSlug(exampleConfiguration)).toBe('wdr-mini-full-precision-seed3');
    expect(runSlug({ ...exampleConfiguration, role: 'control' })).toBe('wdr-mini-control-seed3');
    const quantization = { backbone: 8, fpn: 2, head: 8 };
    const activations = { bits: 8, method: 'calibrated', calibrationBatches: 1 } as const;
    const quantized = { ...exampleConfiguration, quantization, method: 'inq', activations } as const;
    expect(runSlug(quantized)).toBe('wdr-mini-8-2-8-inq-activations8-seed3');
    expect(runSlug({ ...quantized, firstAndLastLayers: 32 })).toBe(
      'wdr-mini-8-2-8-inq-activations8-outer32-seed3',
    );
    const dataset = { ...exampleConfiguration.dataset, name: 'linemod-mini', objects: [5] };
    expect(runSlug({ ...exampleConfiguration, dataset })).toBe(
      'wdr-mini-linemod-object5-full-precision-seed3',
    );
  });
});
