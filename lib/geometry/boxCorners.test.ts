import { expect, it } from 'vitest';
import { boxCorners } from './boxCorners';

it('counts the corners with z fastest and x slowest', () => {
  const corners = boxCorners([-1, -2, -3], [1, 2, 3]);
  expect(corners.slice(0, 3)).toEqual([
    [-1, -2, -3],
    [-1, -2, 3],
    [-1, 2, -3],
  ]);
  expect(corners.at(4)).toEqual([1, -2, -3]);
  expect(corners.at(7)).toEqual([1, 2, 3]);
});
