import type { PyramidLevel } from './wdr';

/**
 * Finds whose each cell is.
 * @param instanceMap - [H, W] 0 or instance number + 1
 * @param width - of the map
 * @returns for each level the instance number + 1 that most visible pixels of a cell belong to, 0 where none does
 */
export function cellOwners(
  instanceMap: Uint8Array,
  width: number,
  levels: readonly PyramidLevel[],
): Uint8Array[] {
  const area = labeledArea(instanceMap, width);
  return levels.map((level) => levelOwners(instanceMap, width, level, area));
}

function levelOwners(
  instanceMap: Uint8Array,
  width: number,
  { stride, columns, rows }: PyramidLevel,
  { left, top, right, bottom, onlyLabel }: LabeledArea,
): Uint8Array {
  const owners = new Uint8Array(rows * columns);
  const ownerOf = onlyLabel === undefined ? mostFrequentLabel() : anyLabel;
  const [lastRow, lastColumn] = [Math.min(rows, bottom / stride), Math.min(columns, right / stride)];
  for (let row = Math.floor(top / stride); row < lastRow; row++) {
    for (let column = Math.floor(left / stride); column < lastColumn; column++) {
      owners[row * columns + column] = ownerOf(instanceMap, width, row * stride, column * stride, stride);
    }
  }
  return owners;
}

/** Counts the labels of a cell. */
function mostFrequentLabel() {
  const votes = new Uint32Array(256);
  return (instanceMap: Uint8Array, width: number, top: number, left: number, stride: number): number => {
    let owner = 0;
    for (let y = top; y < top + stride; y++) {
      const start = y * width + left;
      for (let index = start; index < start + stride; index++) {
        const label = instanceMap[index];
        if (label === 0) continue;
        votes[label]++;
        if (votes[label] > votes[owner] || owner === 0) owner = label;
      }
    }
    if (owner !== 0) votes.fill(0);
    return owner;
  };
}

/** The label of the first labeled pixel of a cell: where an image has one label, that of most. */
function anyLabel(instanceMap: Uint8Array, width: number, top: number, left: number, stride: number): number {
  for (let y = top; y < top + stride; y++) {
    const start = y * width + left;
    for (let index = start; index < start + stride; index++) {
      if (instanceMap[index] !== 0) return instanceMap[index];
    }
  }
  return 0;
}

/** Where instances are: pixels left .. right - 1 and top .. bottom - 1. Cells outside of it belong to none. */
interface LabeledArea {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** The label of all labeled pixels; undefined where there are several */
  readonly onlyLabel: number | undefined;
}

function labeledArea(instanceMap: Uint8Array, width: number): LabeledArea {
  const labels = new Set<number>();
  let [left, right, top, bottom, last] = [width, 0, Infinity, 0, 0];
  for (let row = 0, index = 0; index < instanceMap.length; row++) {
    for (let column = 0; column < width; column++, index++) {
      const label = instanceMap[index];
      if (label === 0) continue;
      if (row < top) top = row;
      bottom = row + 1;
      if (column < left) left = column;
      if (column >= right) right = column + 1;
      if (label !== last) labels.add((last = label));
    }
  }
  return { left, top, right, bottom, onlyLabel: labels.size > 1 ? undefined : last };
}
