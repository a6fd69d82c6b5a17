import { describe, expect, it } from 'vitest';
import { Random } from '../common/random';
import { directionTest } from './directionTest';

const options = { resamples: 400, seed: 1 };

/** Differences of hits, -1, 0 or 1, whose mean is about `gain`; seeds differ by `spread`. */
function differences(gain: number, spread: number, seeds: number, seed: number): number[][] {
  const random = Random.derive(seed, 'differences');
  return Array.from({ length: seeds }, () => {
    const center = gain + random.normal(0, spread);
    return Array.from({ length: 500 }, () => {
      const draw = random.uniform();
      return draw < 0.1 + center / 2 ? 1 : draw < 0.2 ? -1 : 0;
    });
  });
}

describe('directionTest', () => {
  it('is sure of a large gain and of a large loss', () => {
    expect(directionTest(differences(0.08, 0.005, 5, 2), options).above).toBeLessThan(0.01);
    expect(directionTest(differences(-0.08, 0.005, 5, 2), options).below).toBeLessThan(0.01);
  });

  it('is rarely sure where there is none: seeds differ by chance', () => {
    const sure = Array.from({ length: 40 }, (_, seed) =>
      directionTest(differences(0, 0.03, 5, seed), options),
    ).filter(({ above, below }) => Math.min(above, below) < 0.025);
    expect(sure.length).toBeLessThan(6);
  });

  it('never gives zero', () => {
    const { above, below } = directionTest([[1, 1, 1]], options);
    expect(above).toBeCloseTo(1 / 401, 12);
    expect(below).toBe(1);
  });
});
