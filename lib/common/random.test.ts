import { describe, expect, it } from 'vitest';
import { Random } from './random';

const firstDraws = (draw: (random: Random) => number) =>
  Array.from({ length: 2000 }, (_, index) => draw(Random.derive(1, 'example', index)));

/** Correlation of each number with the next. */
function serialCorrelation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const centered = values.map((value) => value - mean);
  const product = (lag: number) =>
    centered.slice(lag).reduce((sum, value, index) => sum + value * centered[index], 0);
  return product(1) / product(0);
}

describe('Random', () => {
  it('gives equal streams for a seed, and goes on from a saved state', () => {
    const [first, again] = [new Random(5), new Random(5)];
    expect(Array.from({ length: 9 }, () => again.bits())).toEqual(
      Array.from({ length: 9 }, () => first.bits()),
    );
    const state = first.state();
    const next = [first.uniform(), first.normal()];
    again.restore(state);
    expect([again.uniform(), again.normal()]).toEqual(next);
  });

  it('starts neighboring streams independently', () => {
    expect(Math.abs(serialCorrelation(firstDraws((random) => random.uniform())))).toBeLessThan(0.07);
    const small = Array.from({ length: 2000 }, (_, seed) => new Random(seed).uniform());
    expect(Math.abs(serialCorrelation(small))).toBeLessThan(0.07);
    expect(small.reduce((sum, value) => sum + value, 0) / small.length).toBeCloseTo(0.5, 1);
  });

  it('draws normals of mean 0 and deviation 1', () => {
    const random = new Random(3);
    const draws = Array.from({ length: 20000 }, () => random.normal());
    expect(draws.reduce((sum, value) => sum + value, 0) / draws.length).toBeCloseTo(0, 1);
    expect(Math.sqrt(draws.reduce((sum, value) => sum + value * value, 0) / draws.length)).toBeCloseTo(1, 1);
  });

  it('permutes without loss', () => {
    expect([...new Random(2).permutation(50)].sort((a, b) => a - b)).toEqual([...Array(50).keys()]);
  });
});
