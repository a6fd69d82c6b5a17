import { describe, expect, it } from 'vitest';
import { Random } from '../../common/random';
import { nearestLevel } from './inqLevels';
import { equallySpacedMagnitudes, leastSquaresScale } from './leastSquaresScale';

function squaredError(weights: ArrayLike<number>, levels: number, scale: number): number {
  const magnitudes = equallySpacedMagnitudes(levels).map((share) => share * scale);
  return Array.from(weights).reduce(
    (sum, weight) => sum + (weight - nearestLevel(weight, { magnitudes })) ** 2,
    0,
  );
}

const distributions: Record<string, (random: Random) => number> = {
  normal: (random) => random.normal(0, 0.02),
  uniform: (random) => random.uniform(-3, 3),
  'heavy-tailed': (random) => random.normal() ** 5,
  'with ties and zeros': (random) => Math.round(random.normal() * 3) / 3,
};

describe('the scale of least squared error', () => {
  it('of 3 levels is the ternary one', () => {
    expect(equallySpacedMagnitudes(3)).toEqual([0, 1]);
    expect(leastSquaresScale([2, -2, 0.1, 0], 3).scale).toBeCloseTo(2, 12);
    expect(leastSquaresScale([1, -1, 5], 2).scale).toBeCloseTo(7 / 3, 12);
  });

  it.each(Object.keys(distributions))('of %s weights is never worse than a grid or random scales', (name) => {
    for (let trial = 0; trial < 140; trial++) {
      const random = Random.derive(1, name, trial);
      const levels = 2 + (trial % 14);
      const weights = Array.from({ length: 1 + random.integer(60) }, () => distributions[name](random));
      const largest = Math.max(...weights.map(Math.abs));
      if (largest === 0) continue;
      const { scale, squaredError: found } = leastSquaresScale(weights, levels);
      const energy = weights.reduce((sum, weight) => sum + weight * weight, 0);
      expect(Math.abs(squaredError(weights, levels, scale) - found)).toBeLessThan(1e-12 * energy);
      const grid = Array.from({ length: 150 }, (_, index) => (1.5 * largest * (index + 1)) / 150);
      const others = Array.from({ length: 30 }, () => random.uniform(0, 2 * levels * largest));
      const best = Math.min(...[...grid, ...others].map((other) => squaredError(weights, levels, other)));
      expect(found, `trial ${trial}`).toBeLessThanOrEqual(best + 1e-12 * energy);
    }
  });

  it.each([2, 3, 4, 5, 7])(
    'of %i levels is that of the best of all assignments, by brute force',
    (levels) => {
      const shares = equallySpacedMagnitudes(levels);
      const names = Object.keys(distributions);
      for (let trial = 0; trial < 40; trial++) {
        const random = Random.derive(2, 'brute force', levels, trial);
        const draw = distributions[names[trial % names.length]];
        const weights = Array.from({ length: 1 + random.integer(6) }, () => draw(random));
        const energy = weights.reduce((sum, weight) => sum + weight * weight, 0);
        let gain = 0;
        for (let code = 0; code < shares.length ** weights.length; code++) {
          let [levelEnergy, correlation] = [0, 0];
          for (const [place, weight] of weights.entries()) {
            const share = shares[Math.floor(code / shares.length ** place) % shares.length];
            levelEnergy += share ** 2;
            correlation += share * Math.abs(weight);
          }
          // Least squared error of an assignment: sum w^2 - B^2 / A.
          if (levelEnergy > 0) gain = Math.max(gain, correlation ** 2 / levelEnergy);
        }
        const { squaredError: found } = leastSquaresScale(weights, levels);
        expect(Math.abs(found - (energy - gain)), `trial ${trial}`).toBeLessThanOrEqual(1e-12 * energy);
      }
    },
  );

  it('finds weights that are levels already, whatever their number', () => {
    for (const levels of [3, 7, 15, 255]) {
      const shares = equallySpacedMagnitudes(levels);
      const weights = Array.from({ length: 3000 }, (_, index) => 0.37 * shares[index % shares.length]);
      const { scale, squaredError: found } = leastSquaresScale(weights, levels);
      expect(scale).toBeCloseTo(0.37, 10);
      expect(found).toBeLessThan(1e-10);
    }
  });

  it('of 50,000 weights at 255 levels takes under 2 seconds', () => {
    const random = new Random(4);
    const weights = Float32Array.from({ length: 50_000 }, () => random.normal(0, 0.02));
    const start = performance.now();
    const { scale, squaredError: found } = leastSquaresScale(weights, 255);
    expect(performance.now() - start).toBeLessThan(2000);
    for (const factor of [0.9, 0.99, 0.999, 1.001, 1.01, 1.1])
      expect(found).toBeLessThan(squaredError(weights, 255, factor * scale));
  });

  it('is 0 for weights that are all zero, and NaN where one is not finite', () => {
    expect(leastSquaresScale([0, 0], 3)).toEqual({ scale: 0, squaredError: 0 });
    for (const fault of [NaN, Infinity, -Infinity])
      expect(leastSquaresScale([1, fault, 2], 255).scale).toBeNaN();
  });
});
