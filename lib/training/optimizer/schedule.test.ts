import { describe, expect, it } from 'vitest';
import { learningRateAt, type LearningRate } from './schedule';

const plain: LearningRate = { base: 2, schedule: { kind: 'constant' }, warmupSteps: 0, restarts: [] };
const curve = (rate: LearningRate, steps = 100) =>
  Array.from({ length: steps }, (_, step) => learningRateAt(step, steps, rate));

describe('the learning rate', () => {
  it('is constant', () => {
    expect(new Set(curve(plain))).toEqual(new Set([2]));
  });

  it('falls along half a cosine', () => {
    const rates = curve({ ...plain, schedule: { kind: 'cosine' } });
    expect(rates[0]).toBe(2);
    expect(rates[50]).toBeCloseTo(1, 12);
    expect(rates[99]).toBeLessThan(2e-3);
    expect(rates).toEqual([...rates].sort((a, b) => b - a));
  });

  it('drops at shares of the run', () => {
    const rates = curve({ ...plain, schedule: { kind: 'steps', at: [0.7, 0.9], factor: 0.1 } });
    expect(rates[69]).toBe(2);
    expect(rates[70]).toBeCloseTo(0.2, 12);
    expect(rates[90]).toBeCloseTo(0.02, 12);
  });

  it('rises over the first steps, once', () => {
    const rates = curve({ ...plain, warmupSteps: 4, restarts: [0.5] });
    expect(rates.slice(0, 5)).toEqual([0.5, 1, 1.5, 2, 2]);
    expect(rates.slice(50, 54)).toEqual([2, 2, 2, 2]);
  });

  it('starts its schedule anew at each restart and finishes it before the next', () => {
    const cosine = { kind: 'cosine' } as const;
    const rates = curve({ ...plain, schedule: cosine, restarts: [0.2, 0.6] });
    for (const start of [0, 20, 60]) expect(rates[start]).toBe(2);
    expect(rates.slice(20, 60)).toEqual(curve({ ...plain, schedule: cosine }, 40));
  });
});
