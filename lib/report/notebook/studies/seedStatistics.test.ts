import { describe, expect, it } from 'vitest';
import { NumericalError } from '../../../common/errors';
import { Random } from '../../../common/random';
import { exampleRun } from '../exampleRun';
import { measuredDifference, measuredRecall } from './seedStatistics';

const add = { metric: 'ADD', threshold: 0.1 } as const;

/** Made up: 200 images of which a share is hit; image by image the same draw for every run of a seed. */
function errorsOf(share: number, seed: number): number[] {
  const random = new Random(seed);
  return Array.from({ length: 200 }, () => (random.uniform() < share ? 0.05 : 0.4));
}

describe('statistics over seeds', () => {
  it('average the seeds, and their interval holds what differs between them', () => {
    const even = [0, 1, 2].map((seed) => exampleRun(errorsOf(0.5, 7), { seed }));
    const uneven = [0.1, 0.5, 0.9].map((share, seed) => exampleRun(errorsOf(share, 7), { seed }));
    const [same, apart] = [measuredRecall(even, add), measuredRecall(uneven, add)];
    expect(apart.value).toBeCloseTo(50, -1);
    expect(apart.high - apart.low).toBeGreaterThan(2 * (same.high - same.low));
  });

  it('pair the images, so that what is hard for both does not widen the interval', () => {
    const [run, reference, stranger] = [
      exampleRun(errorsOf(0.6, 7), { key: 'fpn-lsq' }),
      exampleRun(errorsOf(0.5, 7)),
      exampleRun(errorsOf(0.5, 8)),
    ];
    const paired = measuredDifference([run], [reference], add);
    const unpaired = measuredDifference([run], [stranger], add);
    expect(paired.low).toBeGreaterThan(0);
    expect(unpaired.high - unpaired.low).toBeGreaterThan(2 * (paired.high - paired.low));
    expect(measuredDifference([run], [run], add)).toEqual({ value: 0, low: 0, high: 0 });
  });

  it('refuse runs that were scored on other images', () => {
    const runs = [exampleRun([0.05, 0.4]), exampleRun([0.05], { seed: 1 })];
    expect(() => measuredRecall(runs, add)).toThrow(NumericalError);
  });
});
