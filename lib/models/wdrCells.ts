import type { PyramidLevel } from './wdr';

/** The cells of all levels in one row, finest level first, row by row: what targets, losses and decoding index. */
export interface WdrCells {
  readonly count: number;
  /** [N, 2] anchor centers x, y in px; pixel centers lie at whole coordinates */
  readonly centers: Float32Array;
  /** [N] anchor sides, px */
  readonly anchorSizes: Float32Array;
  /** First cell of each level, and the count of all at the end */
  readonly offsets: readonly number[];
}

/** Lays out the cells of the levels given. */
export function wdrCells(levels: readonly PyramidLevel[]): WdrCells {
  const offsets = [0];
  for (const { rows, columns } of levels) offsets.push(offsets[offsets.length - 1] + rows * columns);
  const count = offsets[levels.length];
  const centers = new Float32Array(2 * count);
  const anchorSizes = new Float32Array(count);
  for (const [index, { stride, anchorSize, columns, rows }] of levels.entries()) {
    for (let position = 0; position < rows * columns; position++) {
      const cell = offsets[index] + position;
      centers[2 * cell] = ((position % columns) + 0.5) * stride - 0.5;
      centers[2 * cell + 1] = (Math.floor(position / columns) + 0.5) * stride - 0.5;
      anchorSizes[cell] = anchorSize;
    }
  }
  return { count, centers, anchorSizes, offsets };
}

/**
 * How many cells of each level answer for an object (WDR, arXiv 2104.00337, section 3.2):
 * n_k = floor(positives * exp(-lambda d_k^2) / sum + 1/2), d_k = log2(size / anchor size).
 * @param size - larger side of the box around the projected corners, px
 * @param anchorSizes - one a level, px
 * @param positives - cells in all (10 in the paper)
 */
export function positiveCounts(
  size: number,
  anchorSizes: readonly number[],
  positives = 10,
  lambda = 1,
): number[] {
  const affinities = anchorSizes.map((anchor) => Math.exp(-lambda * Math.log2(size / anchor) ** 2));
  const sum = affinities.reduce((total, affinity) => total + affinity, 0);
  return affinities.map((affinity) => Math.floor((positives * affinity) / sum + 0.5));
}
