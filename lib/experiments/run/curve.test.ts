import { describe, expect, it } from 'vitest';
import { condenseCurve, curveFollower } from './curve';

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

describe('curveFollower', () => {
  const columns = ['step', 'loss'];
  const curve = Array.from({ length: 10 }, (_, step) => [step, Number((1 / (step + 3)).toPrecision(5))]);
  const changedAt = (at: number) => curve.map(([step, loss]) => [step, step === at ? 2 * loss : loss]);
  const firstDifference = (points: number, trained: readonly (readonly number[])[]) => {
    const leaves = curveFollower(condenseCurve({ columns, rows: curve }, points), curve.length, points);
    const told = trained.map((_, step) => leaves(trained.slice(0, step + 1)));
    const step = told.findIndex((words) => words !== undefined);
    return [step, told[step]];
  };

  it.each([1, 3, 4, 10, 300])('says nothing of the same training, stored as %i points', (points) => {
    expect(firstDifference(points, curve)).toEqual([-1, undefined]);
  });

  it('says where another training leaves it, once a block of steps is over', () => {
    expect(firstDifference(300, changedAt(5))).toEqual([5, 'has a loss of 0.25 around step 5, stored 0.125']);
    expect(firstDifference(3, changedAt(5))[0]).toBe(7);
    expect(firstDifference(3, changedAt(5))[1]).toMatch(
      /^has a loss of 0\.\d+ around step 5\.5, stored 0\.\d+$/,
    );
  });

  it('says it at once of one that goes on after it left', () => {
    const leaves = curveFollower({ columns, rows: curve }, curve.length, 300);
    expect(leaves(changedAt(2))).toMatch(/around step 2/);
  });
});
