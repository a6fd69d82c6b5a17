import { describe, expect, it } from 'vitest';
import { ConfigurationError, NumericalError } from '../common/errors';
import { Random } from '../common/random';
import { layerImportance, moduleImportance, type LayerSensitivity } from './importance';
import { quantizationErrors } from './quantizationErrors';

const layers: LayerSensitivity[] = [
  { layer: 'a.0', module: 'a', weights: 10, trace: 5, squaredErrors: [8, 2] },
  { layer: 'a.1', module: 'a', weights: 4, trace: 2, squaredErrors: [6, 1] },
  { layer: 'b.0', module: 'b', weights: 2, trace: -3, squaredErrors: [4, 0] },
];

describe('importance', () => {
  it('is the mean over the layers of (lambda / N) |Q(W) - W|^2, lambda the trace or the mean trace', () => {
    const byTrace = moduleImportance(layers, ['b', 'a'], 'trace');
    expect(Object.keys(byTrace)).toEqual(['b', 'a']);
    expect(byTrace['a']).toEqual([(0.5 * 8 + 0.5 * 6) / 2, (0.5 * 2 + 0.5 * 1) / 2]);
    expect(byTrace['b']).toEqual([-6, 0]);
    const [wide] = moduleImportance(layers, ['a'], 'mean trace')['a'];
    expect(wide).toBeCloseTo(((0.5 / 10) * 8 + (0.5 / 4) * 6) / 2, 12);
  });

  it('of layers is the mean trace times |Q(W) - W|^2', () => {
    expect(layerImportance(layers)).toEqual({ 'a.0': [4, 1], 'a.1': [3, 0.5], 'b.0': [-6, -0] });
  });

  it('names the layer that is not finite, and the module without layers', () => {
    const broken = [{ ...layers[0], trace: NaN }];
    expect(() => moduleImportance(broken, ['a'], 'trace')).toThrow(NumericalError);
    expect(() => layerImportance(broken)).toThrow(/a\.0: found an importance of NaN/);
    expect(() => moduleImportance(layers, ['c'], 'trace')).toThrow(ConfigurationError);
  });
});

describe('quantization errors', () => {
  it('are those of the nearest levels at the best scale, fall with the width and are 0 at full precision', () => {
    const random = new Random(4);
    const weights = Float32Array.from({ length: 300 }, () => random.normal(0, 0.1));
    const errors = quantizationErrors(weights, [2, 3, 4, 8, 32]);
    expect(errors).toEqual([...errors].sort((a, b) => b - a));
    expect(errors[4]).toBe(0);
    const atScale = (scale: number) =>
      weights.reduce(
        (sum, w) => sum + (w - scale * Math.max(-1, Math.min(1, Math.round(w / scale)))) ** 2,
        0,
      );
    const tried = Array.from({ length: 400 }, (_, index) => atScale(0.001 * (index + 1)));
    expect(errors[0]).toBeLessThanOrEqual(Math.min(...tried) + 1e-9);
    expect(errors[0]).toBeGreaterThan(0.99 * Math.min(...tried));
  });
});
