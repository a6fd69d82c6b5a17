import { positiveCounts, type WdrCells } from './wdrCells';
import type { PyramidLevel } from './wdr';

/** The network's output for one image, all levels in one row of cells. */
export interface CellPredictions {
  /** [N, C] */
  readonly logits: Float32Array;
  /** [N, C, 16] 8 x offsets, then 8 y offsets, in anchor widths from the anchor's center */
  readonly corners: Float32Array;
}

/** Where a class's box corners were seen. */
export interface CornerVotes {
  /** [V, 8, 2] px: the corners as each of V cells votes for them */
  readonly corners: Float64Array;
  /** Class probability of each cell */
  readonly confidences: Float64Array;
}

/**
 * Collects the votes for one class (WDR, arXiv 2104.00337, section 3.2): the object's size is taken from the most confident
 * cell; of each level its n_k most confident cells vote, if their probability is above the threshold.
 * @param objectClass - position of the class
 * @param classes - number of classes
 * @returns undefined where no cell is above the threshold
 */
export function collectCornerVotes(
  predictions: CellPredictions,
  objectClass: number,
  classes: number,
  levels: readonly PyramidLevel[],
  cells: WdrCells,
  threshold: number,
): CornerVotes | undefined {
  const logit = (cell: number) => predictions.logits[cell * classes + objectClass];
  const best = argmax(cells.count, logit);
  if (sigmoid(logit(best)) <= threshold) return undefined;
  const cornersOf = (cell: number) =>
    decodeCorners(predictions.corners, cell * classes + objectClass, cell, cells);
  const counts = positiveCounts(
    boxSpan(cornersOf(best)),
    levels.map(({ anchorSize }) => anchorSize),
  );
  const voters = counts.flatMap((count, level) => {
    const [first, end] = [cells.offsets[level], cells.offsets[level + 1]];
    return Array.from({ length: end - first }, (_, index) => first + index)
      .filter((cell) => sigmoid(logit(cell)) > threshold)
      .sort((a, b) => logit(b) - logit(a) || a - b)
      .slice(0, count);
  });
  const chosen = voters.length > 0 ? voters : [best];
  return {
    corners: Float64Array.from(chosen.flatMap((cell) => [...cornersOf(cell)])),
    confidences: Float64Array.from(chosen, (cell) => sigmoid(logit(cell))),
  };
}

/** @returns [8, 2] px */
function decodeCorners(offsets: Float32Array, row: number, cell: number, cells: WdrCells): Float64Array {
  const corners = new Float64Array(16);
  const size = cells.anchorSizes[cell];
  for (let corner = 0; corner < 8; corner++) {
    corners[2 * corner] = cells.centers[2 * cell] + size * offsets[16 * row + corner];
    corners[2 * corner + 1] = cells.centers[2 * cell + 1] + size * offsets[16 * row + 8 + corner];
  }
  return corners;
}

/** Larger side of the box around [8, 2] points. */
function boxSpan(corners: Float64Array): number {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let index = 0; index < corners.length; index += 2) {
    left = Math.min(left, corners[index]);
    right = Math.max(right, corners[index]);
    top = Math.min(top, corners[index + 1]);
    bottom = Math.max(bottom, corners[index + 1]);
  }
  return Math.max(right - left, bottom - top);
}

function argmax(count: number, value: (index: number) => number): number {
  let best = 0;
  for (let index = 1; index < count; index++) if (value(index) > value(best)) best = index;
  return best;
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
