import { describe, expect, it } from 'vitest';
import { condenseCurve } from './curve';

const rows = Array.from({ length: 10 }, (_, step) => [step, 10 * step]);

describe('condenseCurve', () => {
  it('takes means over blocks, the last one shorter', () => {
    expect(condenseCurve({ columns: ['step', 'loss'], rows }, 3).rows).toEqual([
      [1.5, 15],
      [5.5, 55],
      [8.5, 85],
    ]);
  });

  it('leaves a short curve as it is', () => {
    expect(condenseCurve({ columns: ['step', 'loss'], rows }, 10).rows).toEqual(rows);
  });
});
