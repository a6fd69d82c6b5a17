import { cellCenter, type CellGrid } from './segDrivenTargets';
import type { CornerVotes } from './wdrDecoding';

/** Cells that vote for each corner at most (arXiv 1812.02541, section 3.4). */
const votersOfCorner = 10;

/** The maps of one image. */
export interface SegDrivenCells {
  /** [h, w, C + 1] logits */
  readonly segmentation: Float32Array;
  /** [h, w, 24] */
  readonly regression: Float32Array;
}

/**
 * Collects the votes for one class: of the cells that lie in the object, each corner takes those that are surest of it. Vote r
 * holds the r-th surest prediction of every corner, its confidence is their mean.
 * @param objectClass - position of the class
 * @param threshold - probability of the class above which a cell votes
 * @returns undefined where no cell votes
 */
export function collectCellVotes(
  { segmentation, regression }: SegDrivenCells,
  objectClass: number,
  classes: number,
  grid: CellGrid,
  threshold: number,
): CornerVotes | undefined {
  const labels = classes + 1;
  const cells = Array.from({ length: grid.columns * grid.rows }, (_, cell) => cell).filter(
    (cell) => probability(segmentation, cell * labels, labels, objectClass + 1) > threshold,
  );
  const votes = Math.min(votersOfCorner, cells.length);
  if (votes === 0) return undefined;
  const corners = new Float64Array(16 * votes);
  const confidences = new Float64Array(votes);
  for (let corner = 0; corner < 8; corner++) {
    const logit = (cell: number) => regression[24 * cell + corner];
    const surest = [...cells].sort((a, b) => logit(b) - logit(a) || a - b).slice(0, votes);
    for (const [rank, cell] of surest.entries()) {
      const center = cellCenter(grid, cell);
      for (const axis of [0, 1]) {
        const offset = regression[24 * cell + 8 + 8 * axis + corner];
        corners[16 * rank + 2 * corner + axis] = center[axis] + grid.offsetUnit * offset;
      }
      confidences[rank] += 1 / (8 * (1 + Math.exp(-logit(cell))));
    }
  }
  return { corners, confidences };
}

/** Softmax of one label. */
function probability(logits: Float32Array, start: number, labels: number, label: number): number {
  const own = logits.subarray(start, start + labels);
  const largest = Math.max(...own);
  const sum = own.reduce((total, value) => total + Math.exp(value - largest), 0);
  return Math.exp(own[label] - largest) / sum;
}
