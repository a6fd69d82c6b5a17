import type { Pose } from '../geometry/pose';

/**
 * How far two poses move each point apart, as one affine map: D x + d = (R_a x + t_a) - (R_b x + t_b).
 * @returns the nine numbers of D, row-major, then the three of d, mm
 */
export function poseDifference(first: Pose, second: Pose): number[] {
  return [
    ...first.rotation.map((value, index) => value - second.rotation[index]),
    ...first.translation.map((value, index) => value - second.translation[index]),
  ];
}

/** R, upper triangular and row by row, then d: the affine map R x + d */
export type TriangularMap = readonly [
  r11: number,
  r12: number,
  r13: number,
  r22: number,
  r23: number,
  r33: number,
  d1: number,
  d2: number,
  d3: number,
];

/**
 * How far two poses move each point apart, up to a rotation, which keeps lengths: D = Q R with Q orthogonal and R upper
 * triangular (Givens), so that |D x + d| = |R x + Q^T d|, in two thirds of the steps.
 * @returns the six numbers of R, row by row, then the three of Q^T d, mm
 */
export function triangularDifference(first: Pose, second: Pose): TriangularMap {
  const upper = differenceRow(first, second, 0);
  const middle = differenceRow(first, second, 1);
  const lower = differenceRow(first, second, 2);
  turnRows(upper, middle, 0);
  turnRows(upper, lower, 0);
  turnRows(middle, lower, 1);
  return [upper[0], upper[1], upper[2], middle[1], middle[2], lower[2], upper[3], middle[3], lower[3]];
}

/** @returns a row of D and its part of d */
function differenceRow(first: Pose, second: Pose, row: 0 | 1 | 2): number[] {
  const at = 3 * row;
  return [
    first.rotation[at] - second.rotation[at],
    first.rotation[at + 1] - second.rotation[at + 1],
    first.rotation[at + 2] - second.rotation[at + 2],
    first.translation[row] - second.translation[row],
  ];
}

/** Turns two rows against each other so that the second begins with 0 in a column. */
function turnRows(upper: number[], lower: number[], column: number): void {
  const length = Math.hypot(upper[column], lower[column]);
  if (length === 0) return;
  const cosine = upper[column] / length;
  const sine = lower[column] / length;
  for (let place = 0; place < 4; place++) {
    const above = upper[place];
    const below = lower[place];
    upper[place] = cosine * above + sine * below;
    lower[place] = cosine * below - sine * above;
  }
}
