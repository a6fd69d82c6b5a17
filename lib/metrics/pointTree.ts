const leafSize = 8;
const stackSize = 64;

/**
 * A k-d tree over points of three coordinates that finds the closest one exactly. Nodes lie in heap order: the root is
 * 1, the children of n are 2n and 2n + 1; all leaves are on one level, and a node's points lie side by side.
 */
export class PointTree {
  /** [N] number that each point of the tree had in the array given */
  readonly order: Uint32Array;
  /** [N, 3] the points in the tree's order */
  readonly points: Float64Array;
  private readonly firstLeaf: number;
  /** [2 * leaves, 6] least x, y, z and greatest x, y, z of a node's points */
  private readonly boxes: Float64Array;
  /** [2 * leaves] first point of each node; it ends where its right neighbor begins */
  private readonly starts: Uint32Array;
  private readonly pendingNodes = new Uint32Array(stackSize);
  private readonly pendingDistances = new Float64Array(stackSize);

  /** @param points - [N, 3], N at least 1 */
  constructor(points: Float64Array) {
    const count = points.length / 3;
    this.firstLeaf = 1;
    while (this.firstLeaf * leafSize < count) this.firstLeaf *= 2;
    this.order = Uint32Array.from({ length: count }, (_, index) => index);
    this.boxes = new Float64Array(12 * this.firstLeaf);
    this.starts = new Uint32Array(2 * this.firstLeaf + 1);
    this.split(points, 1, 0, count);
    this.points = new Float64Array(points.length);
    this.order.forEach((from, to) => {
      this.points.set(points.subarray(3 * from, 3 * from + 3), 3 * to);
    });
    this.starts[2 * this.firstLeaf] = count;
  }

  /**
   * @param guess - place in the tree's order of a point that may be near: the nearer, the faster
   * @returns place in the tree's order of the closest point
   */
  closest(x: number, y: number, z: number, guess: number): number {
    const { points, starts, firstLeaf, pendingNodes, pendingDistances } = this;
    let best = guess;
    let bestSquare = squaredDistance(points, 3 * guess, x, y, z);
    let pending = 0;
    let node = 1;
    for (;;) {
      while (node < firstLeaf) {
        const left = this.squaredDistanceToBox(2 * node, x, y, z);
        const right = this.squaredDistanceToBox(2 * node + 1, x, y, z);
        const nearer = left <= right ? 2 * node : 2 * node + 1;
        const farther = Math.max(left, right);
        if (farther < bestSquare) {
          pendingNodes[pending] = nearer ^ 1;
          pendingDistances[pending++] = farther;
        }
        if (Math.min(left, right) >= bestSquare) break;
        node = nearer;
      }
      if (node >= firstLeaf) {
        const end = starts[node + 1];
        for (let point = starts[node]; point < end; point++) {
          const square = squaredDistance(points, 3 * point, x, y, z);
          if (square < bestSquare) {
            bestSquare = square;
            best = point;
          }
        }
      }
      do {
        if (pending === 0) return best;
        node = pendingNodes[--pending];
      } while (pendingDistances[pending] >= bestSquare);
    }
  }

  private squaredDistanceToBox(node: number, x: number, y: number, z: number): number {
    const { boxes } = this;
    const box = 6 * node;
    const outsideX = Math.max(boxes[box] - x, 0, x - boxes[box + 3]);
    const outsideY = Math.max(boxes[box + 1] - y, 0, y - boxes[box + 4]);
    const outsideZ = Math.max(boxes[box + 2] - z, 0, z - boxes[box + 5]);
    return outsideX * outsideX + outsideY * outsideY + outsideZ * outsideZ;
  }

  /** Orders the points [start, end) so that halves along the longest side of their box become the children. */
  private split(points: Float64Array, node: number, start: number, end: number): void {
    this.starts[node] = start;
    const axis = this.measure(points, node, start, end);
    if (node >= this.firstLeaf) return;
    const middle = (start + end) >> 1;
    selectRank(points, axis, this.order, start, end - 1, middle);
    this.split(points, 2 * node, start, middle);
    this.split(points, 2 * node + 1, middle, end);
  }

  /** @returns the axis along which the points [start, end) reach farthest */
  private measure(points: Float64Array, node: number, start: number, end: number): number {
    const box = this.boxes.subarray(6 * node, 6 * node + 6);
    box.fill(Infinity, 0, 3).fill(-Infinity, 3, 6);
    for (let place = start; place < end; place++) {
      for (let axis = 0; axis < 3; axis++) {
        const value = points[3 * this.order[place] + axis];
        box[axis] = Math.min(box[axis], value);
        box[3 + axis] = Math.max(box[3 + axis], value);
      }
    }
    const [x, y, z] = [box[3] - box[0], box[4] - box[1], box[5] - box[2]];
    return x >= y && x >= z ? 0 : y >= z ? 1 : 2;
  }
}

function squaredDistance(points: Float64Array, offset: number, x: number, y: number, z: number): number {
  const right = points[offset] - x;
  const down = points[offset + 1] - y;
  const away = points[offset + 2] - z;
  return right * right + down * down + away * away;
}

/** Hoare's selection: afterwards nothing before `rank` is greater than what stands there, and nothing behind it less. */
function selectRank(
  points: Float64Array,
  axis: number,
  order: Uint32Array,
  first: number,
  last: number,
  rank: number,
): void {
  while (first < last) {
    const pivot = points[3 * order[(first + last) >> 1] + axis];
    let low = first;
    let high = last;
    while (low <= high) {
      while (points[3 * order[low] + axis] < pivot) low++;
      while (points[3 * order[high] + axis] > pivot) high--;
      if (low > high) break;
      const moved = order[low];
      order[low++] = order[high];
      order[high--] = moved;
    }
    if (rank <= high) last = high;
    else if (rank >= low) first = low;
    else return;
  }
}
