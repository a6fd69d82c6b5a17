import { describe, expect, it } from 'vitest';
import { NumericalError } from '../../lib/common/errors';
import type { Contestant } from '../benchmark';
import { checkAgreement } from './agreement';

const side = (label: string): Contestant => ({
  kind: 'ours',
  label,
  workload: { kind: 'batches', batchSize: 1 },
  threads: 1,
});
const ready = (parameters: number, figures: number[]) => ({ parameters, figures, versions: {} });

describe('agreement of two sides', () => {
  const sides = [side('first'), side('second')];

  it('holds up to rounding', () => {
    expect(() => {
      checkAgreement(sides, [ready(5, [2, 3]), ready(5, [2.0001, 3.002])]);
    }).not.toThrow();
  });

  it.each([
    ['another number of parameters', ready(6, [2, 3]), /trained numbers of second.*found 6/],
    ['another first figure', ready(5, [2.001, 3]), /figure 1 of second.*expected 2, as first has/],
    ['a figure that is no number', ready(5, [2, NaN]), /figure 2 of second/],
    ['a figure too few', ready(5, [2]), /figure 2 of second/],
  ])('fails with %s', (_, second, message) => {
    const check = () => {
      checkAgreement(sides, [ready(5, [2, 3]), second]);
    };
    expect(check).toThrow(NumericalError);
    expect(check).toThrow(message);
  });
});
