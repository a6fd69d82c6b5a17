import { describe, expect, it } from 'vitest';
import { NumericalError } from '../common/errors';
import { Random } from '../common/random';
import { holmAdjusted } from './holm';

describe('holmAdjusted', () => {
  it('gives what the definition gives, in the order of the input', () => {
    const adjusted = holmAdjusted([0.01, 0.04, 0.03, 0.005]);
    [0.03, 0.06, 0.06, 0.02].forEach((expected, index) => {
      expect(adjusted[index]).toBeCloseTo(expected, 12);
    });
  });

  it('keeps the order, never lowers a value and never passes 1', () => {
    const random = Random.derive(1, 'holm');
    for (let round = 0; round < 200; round++) {
      const values = Array.from({ length: 1 + random.integer(9) }, () => random.uniform());
      const adjusted = holmAdjusted(values);
      values.forEach((value, index) => {
        expect(adjusted[index]).toBeGreaterThanOrEqual(value);
        expect(adjusted[index]).toBeLessThanOrEqual(1);
        values.forEach((other, at) => {
          if (other > value) expect(adjusted[at]).toBeGreaterThanOrEqual(adjusted[index]);
        });
      });
    }
  });

  it('refuses what is no p-value', () => {
    expect(() => holmAdjusted([0.1, NaN])).toThrow(NumericalError);
    expect(() => holmAdjusted([1.2])).toThrow(/p-value 0/);
  });
});
