import { describe, expect, it } from 'vitest';
import { miniWdr, wdrLevels } from './wdr';
import { wdrCells } from './wdrCells';
import { collectCornerVotes } from './wdrDecoding';

const levels = wdrLevels(miniWdr);
const cells = wdrCells(levels);

/** Corners of a box of 24 px around [30, 20]. */
const box = Array.from({ length: 8 }, (_, index) => [
  30 + (index & 1 ? 12 : -12),
  20 + (index & 2 ? 12 : -12),
]);

/** Predictions in which every cell points at the box and says the logits given, one class. */
function predictions(logitOf: (cell: number) => number) {
  const logits = Float32Array.from({ length: cells.count }, (_, cell) => logitOf(cell));
  const corners = new Float32Array(16 * cells.count);
  for (let cell = 0; cell < cells.count; cell++) {
    for (const [corner, point] of box.entries()) {
      for (const axis of [0, 1])
        corners[16 * cell + 8 * axis + corner] =
          (point[axis] - cells.centers[2 * cell + axis]) / cells.anchorSizes[cell];
    }
  }
  return { logits, corners };
}

const collect = (logitOf: (cell: number) => number, threshold = 0.5) =>
  collectCornerVotes(predictions(logitOf), 0, 1, levels, cells, threshold);

describe('corner votes', () => {
  it('come from as many cells a level as an object of that size has', () => {
    const votes = collect(() => 2)!;
    expect(votes.confidences).toHaveLength(2 + 6 + 2);
    for (let vote = 0; vote < 10; vote++) {
      for (const [corner, [x, y]] of box.entries()) {
        expect(votes.corners[16 * vote + 2 * corner]).toBeCloseTo(x, 4);
        expect(votes.corners[16 * vote + 2 * corner + 1]).toBeCloseTo(y, 4);
      }
    }
  });

  it('are those of the most confident cells, above the threshold', () => {
    const [first, second] = cells.offsets;
    const votes = collect((cell) => (cell === first + 3 || cell === second + 7 ? 1 + cell / 1000 : -1))!;
    expect([...votes.confidences]).toEqual(
      [3, second + 7].map((cell) => expect.closeTo(sigmoid(1 + cell / 1000), 6)),
    );
    expect(collect(() => -1)).toBeUndefined();
    expect(collect(() => 1, 0.8)).toBeUndefined();
  });

  it('come from the best cell where its level has no share in the object', () => {
    const coarsest = cells.offsets[2];
    const small = predictions((cell) => (cell === coarsest ? 3 : -3));
    for (let index = 16 * coarsest; index < 16 * coarsest + 16; index++) small.corners[index] *= 0.01;
    const votes = collectCornerVotes(small, 0, 1, levels, cells, 0.5)!;
    expect([...votes.confidences]).toEqual([expect.closeTo(sigmoid(3), 6)]);
  });

  it('are read from the rows of the class asked for', () => {
    const one = predictions((cell) => (cell === 5 ? 2 : -2));
    const logits = new Float32Array(2 * cells.count).fill(-2);
    const corners = new Float32Array(32 * cells.count);
    for (let cell = 0; cell < cells.count; cell++) {
      logits[2 * cell + 1] = one.logits[cell];
      corners.set(one.corners.subarray(16 * cell, 16 * cell + 16), 32 * cell + 16);
    }
    const decode = (objectClass: number) =>
      collectCornerVotes({ logits, corners }, objectClass, 2, levels, cells, 0.5);
    expect(decode(0)).toBeUndefined();
    expect(decode(1)).toEqual(collectCornerVotes(one, 0, 1, levels, cells, 0.5));
  });
});

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
