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
  const [a, b, c, d, e, f, g, h, i, tx, ty, tz] = poseDifference(first, second);
  const rows = [
    [a, b, c, tx],
    [d, e, f, ty],
    [g, h, i, tz],
  ];
  turnRows(rows[0], rows[1], 0);
  turnRows(rows[0], rows[2], 0);
  turnRows(rows[1], rows[2], 1);
  const [[r11, r12, r13, dx], [, r22, r23, dy], [, , r33, dz]] = rows;
  return [r11, r12, r13, r22, r23, r33, dx, dy, dz];
}

/** Turns two rows against each other so that the second begins with 0 in a column. */
function turnRows(upper: number[], lower: number[], column: number): void {
  const length = Math.hypot(upper[column], lower[column]);
  if (length === 0) return;
  const [cosine, sine] = [upper[column] / length, lower[column] / length];
  upper.forEach((above, place) => {
    const below = lower[place];
    upper[place] = cosine * above + sine * below;
    lower[place] = cosine * below - sine * above;
  });
}
