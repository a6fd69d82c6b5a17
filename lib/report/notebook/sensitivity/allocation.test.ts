import { afterAll, describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../../common/errors';
import { accuracyOfParts, keysOf } from '../../../experiments/sensitivity/partAccuracy';
import { buildNetwork } from '../../../experiments/networks/networks';
import { usualRunSensitivity, type RunSensitivity } from '../../../experiments/sensitivity/runSensitivity';
import type { NetworkLayerSensitivity } from '../../../mqat/networkSensitivity';
import { allocationFigure, layerWidthFigure } from './allocationFigure';
import { allocationSummary } from './allocationSummary';
import { allocationAt, layersToAllocate, modulesToAllocate, sweepAllocations } from './allocationSweep';
import { allocationTable, importanceRangeTable } from './allocationTable';
import { importanceFigure } from './importanceFigure';
import { sensitivityVerdict } from './sensitivityVerdict';
import { traceFigure } from './traceFigure';

const network = buildNetwork({ network: 'wdr', scale: 'tiny' }, 1);
const widths = [2, 4, 8];
afterAll(() => {
  network.dispose();
});
/** The first layers are the steepest. */
const layers = network.layers.map(({ name, module }, index): NetworkLayerSensitivity => {
  const weights = network.parameters.find(({ layer, role }) => layer === name && role === 'weight')!.variable
    .size;
  const trace = (100 * weights) / (index + 1) ** 2;
  return {
    ...{ layer: name, module, weights, trace, interval: { low: trace / 2, high: 2 * trace } },
    ...{ probes: 20, converged: index === 0, differentiation: 'exact' },
    squaredErrors: [1, 0.1, 0.001],
  };
});
const text = { title: 'Title', caption: 'What to see.' };

describe('allocation in a notebook', () => {
  it('goes from 8 bits everywhere to 2 bits everywhere, each factor reached', async () => {
    const parts = modulesToAllocate(network, layers, widths);
    const swept = await sweepAllocations(parts, [4, 8, 16]);
    expect(swept[0].allocation.best.bits).toEqual([8, 8, 8]);
    expect(swept[2].allocation.best.bits).toEqual([2, 2, 2]);
    for (const { factor, reached } of swept) expect(reached).toBeGreaterThanOrEqual(factor);
    expect(() => allocationAt(swept, 5)).toThrow(ConfigurationError);

    const table = await allocationTable(parts, swept);
    const rows = table.values as (string | number | null)[][];
    expect(rows.map((row) => row[6])).toEqual(Array(3).fill('optimal, gap 0'));
    expect(rows[2].slice(7)).toEqual(['nothing: there is no other', null]);
    expect(rows[1][8]).toBeGreaterThan(0);

    const { values } = await importanceRangeTable(swept[1]);
    for (const [, , importance, growth] of values as (string | number)[][])
      if (typeof growth === 'number') expect(growth).toBeGreaterThanOrEqual(importance as number);
  });

  it('keeps the widths of layers in its figures and in what it counts of the network', async () => {
    const parts = layersToAllocate(layers, widths);
    const swept = await sweepAllocations(parts, [6, 10]);
    const at = allocationAt(swept, 10);
    expect(at.allocation.best.bits[0]).toBeGreaterThan(at.allocation.best.bits[9]);
    const { total } = allocationSummary(network, at);
    const bits = total.weights.reduce((sum, row) => sum + row.weights * row.bits, 0);
    expect(bits).toBe(at.allocation.best.costs[0]);
    expect(layerWidthFigure(parts, at, text).traces.flatMap(({ x }) => x)).toEqual(at.allocation.best.bits);
    const [backbone] = allocationFigure([{ parts, swept }], text).traces;
    expect(backbone.name).toBe('Backbone, by layer (mean)');
    expect(backbone.y[0]).toBeGreaterThan(backbone.y[1] as number);
  });

  it('draws traces a weight, and importance over its powers of ten', () => {
    const [{ x }] = traceFigure(layers, text).traces;
    expect(x.slice(0, 2)).toEqual([100, 25]);
    const { layout } = importanceFigure(modulesToAllocate(network, layers, widths), text);
    expect(layout.yaxis.type).toBe('log');
    expect(layout.yaxis.ticktext).toContain('10<sup>−2</sup>');
    const negative = layers.map((layer) => ({ ...layer, trace: -layer.trace }));
    expect(
      importanceFigure(modulesToAllocate(network, negative, widths), text).layout.yaxis.type,
    ).toBeUndefined();
  });

  it('says whether the layers that are predicted to cost most do so', () => {
    const parts = layers.map(({ layer, module }) => ({ part: layer, module, layers: [layer] }));
    /** Alone, the first layer costs half of the images, the second a quarter, the others nothing. */
    const errors = Object.fromEntries(
      keysOf(parts.length).map((key) => {
        const lost = key.startsWith('10') ? 20 : key.startsWith('01') ? 10 : 0;
        return [key, Array.from({ length: 40 }, (_, image) => (image < lost ? null : 0.01))];
      }),
    );
    const measured = accuracyOfParts(parts, errors, 0.1, { resamples: 100, confidence: 0.95, seed: 0 });
    const predicted = { layers, identity: { ...usualRunSensitivity, widths } } as unknown as RunSensitivity;
    const verdict = sensitivityVerdict({ predicted, bits: 4, measured, profile: 'mini' });
    expect(verdict).toContain(`2 of ${layers.length} layers lose`);
    expect(verdict).toContain(`\`${layers[0].layer}\` −50.0 (`);
    expect(Number(/layers: (0\.\d+)\./.exec(verdict)![1])).toBeGreaterThan(0.5);
    expect(sensitivityVerdict({ predicted, bits: 4, measured, profile: 'smoke' })).toContain('no verdict');
    const unmeasured = () => sensitivityVerdict({ predicted, bits: 3, measured, profile: 'mini' });
    expect(unmeasured).toThrow(ConfigurationError);
  });
});
