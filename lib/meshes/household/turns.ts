/** Turns about z as 4x4 matrices, row-major. */
export const quarterTurn: readonly number[] = [0, -1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
export const halfTurn: readonly number[] = [-1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
export const threeQuarterTurn: readonly number[] = [0, 1, 0, 0, -1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1];
