import { describe, expect, it } from 'vitest';
import { Random } from '../../common/random';
import {
  allLevels,
  linearLevels,
  nearestLevel,
  nextPartition,
  powerOfTwoExponents,
  powerOfTwoLevels,
  roundHalfToEven,
} from './inqLevels';

const draw = (count: number, seed: number) => {
  const random = Random.derive(seed, 'weights');
  return Float32Array.from({ length: count }, () => random.normal(0, 0.1));
};

describe('levels of INQ', () => {
  it('are powers of two between the exponents of equations 2 and 3, and zero', () => {
    expect(powerOfTwoExponents([0.3, -0.75], 5)).toEqual({ largest: 0, smallest: -7 });
    expect(powerOfTwoExponents([0.749], 5)).toEqual({ largest: -1, smallest: -8 });
    expect(powerOfTwoLevels([0.75], 3).magnitudes).toEqual([0, 0.5, 1]);
  });

  it('are 2^b - 1 values, symmetric and in float32', () => {
    for (const bits of [2, 3, 4, 8]) {
      const levels = allLevels(linearLevels(draw(500, bits), 2 ** bits - 1));
      expect(levels).toHaveLength(2 ** bits - 1);
      expect(levels).toEqual([...levels].sort((a, b) => a - b));
      expect(levels.map((level) => 0 - level).reverse()).toEqual(levels);
      expect(levels.map(Math.fround)).toEqual(levels);
    }
  });

  it('take in each weight at the nearest one', () => {
    const levels = { magnitudes: [0, 0.25, 1] };
    expect([0.1, 0.125, 0.6, 0.625, 9, -0.2, -3].map((weight) => nearestLevel(weight, levels))).toEqual([
      0, 0.25, 0.25, 1, 1, -0.25, -1,
    ]);
    const all = allLevels(levels);
    for (const weight of draw(200, 5)) {
      const distance = Math.abs(weight - nearestLevel(weight, levels));
      expect(distance).toBe(Math.min(...all.map((level) => Math.abs(weight - level))));
    }
  });
});

describe('the partition of INQ', () => {
  it('freezes the largest free weights first, equal ones by index', () => {
    const weights = [1, -5, 3, -1, 0.5, 3];
    expect(nextPartition(weights, [0, 0, 0, 0, 0, 0], 0.5)).toEqual([1, 2, 5]);
    expect(nextPartition(weights, [0, 1, 1, 0, 0, 1], 5 / 6)).toEqual([0, 3]);
    expect(nextPartition(weights, [0, 1, 1, 0, 0, 1], 0.5)).toEqual([]);
  });

  it('freezes each weight once, round(fraction N) in all', () => {
    const weights = draw(101, 7);
    const frozen = new Uint8Array(101);
    for (const fraction of [0.2, 0.5, 0.75, 0.9, 1]) {
      for (const index of nextPartition(weights, frozen, fraction)) {
        expect(frozen[index]).toBe(0);
        frozen[index] = 1;
      }
      expect(frozen.reduce((sum, value) => sum + value, 0)).toBe(roundHalfToEven(fraction * 101));
    }
  });
});
