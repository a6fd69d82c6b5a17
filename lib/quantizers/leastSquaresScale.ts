/** n equally spaced levels in [-s, s]: their magnitudes as shares of s, in rising order. */
export function equallySpacedMagnitudes(levels: number): number[] {
  const gaps = levels - 1;
  const first = levels % 2 === 1 ? 0 : 1;
  return Array.from({ length: Math.ceil(levels / 2) }, (_, index) => (first + 2 * index) / gaps);
}

/**
 * The scale s at which n equally spaced levels in [-s, s] have the least squared error to the weights, found exactly.
 *
 * As s falls from infinity, each weight climbs from the lowest magnitude l_0 s to the next where s = |w| / middle of the
 * two. Between two such events the assignment l(w) is fixed and the best squared error is sum w^2 - B^2 / A with
 * A = sum l^2, B = sum l |w|, at s = B / A. The least over all assignments is the least over all s. With the weights
 * sorted, the events of one pair of levels are sorted too, and the pairs are merged.
 * @param weights - not all zero
 * @param levels - 2 or more
 * @returns the scale and its squared error
 */
export function leastSquaresScale(
  weights: ArrayLike<number>,
  levels: number,
): { readonly scale: number; readonly squaredError: number } {
  const magnitudes = Float64Array.from(weights, Math.abs).sort().reverse();
  const shares = equallySpacedMagnitudes(levels);
  const energy = magnitudes.reduce((sum, magnitude) => sum + magnitude * magnitude, 0);
  let levelEnergy = shares[0] ** 2 * magnitudes.length;
  let correlation = shares[0] * magnitudes.reduce((sum, magnitude) => sum + magnitude, 0);
  let best = { gain: -1, scale: 0 };
  const consider = () => {
    const gain = levelEnergy > 0 ? correlation ** 2 / levelEnergy : 0;
    if (gain > best.gain && levelEnergy > 0) best = { gain, scale: correlation / levelEnergy };
  };
  consider();
  const queue = new EventQueue(magnitudes, shares);
  for (let step = queue.next(); step >= 0; step = queue.next()) {
    levelEnergy += shares[step + 1] ** 2 - shares[step] ** 2;
    correlation += (shares[step + 1] - shares[step]) * queue.magnitude;
    consider();
  }
  return { scale: best.scale, squaredError: Math.max(0, energy - best.gain) };
}

/** The events of all pairs of levels, largest scale first: a heap of one cursor a pair. */
class EventQueue {
  magnitude = 0;
  private readonly cursors: Uint32Array;
  private readonly middles: number[];
  private readonly heap: number[] = [];

  constructor(
    private readonly magnitudes: Float64Array,
    shares: readonly number[],
  ) {
    this.middles = shares.slice(1).map((share, index) => (share + shares[index]) / 2);
    this.cursors = new Uint32Array(this.middles.length);
    for (let pair = 0; pair < this.middles.length; pair++) {
      this.heap.push(pair);
      this.siftUp(this.heap.length - 1);
    }
  }

  /** @returns the pair whose weight climbs next, -1 when no non-zero weight is left */
  next(): number {
    const pair = this.heap[0];
    if (pair === undefined || this.scaleOf(pair) <= 0) return -1;
    this.magnitude = this.magnitudes[this.cursors[pair]];
    this.cursors[pair]++;
    this.siftDown();
    return pair;
  }

  private scaleOf(pair: number): number {
    const cursor = this.cursors[pair];
    return cursor < this.magnitudes.length ? this.magnitudes[cursor] / this.middles[pair] : 0;
  }

  private siftUp(position: number): void {
    for (let child = position; child > 0;) {
      const parent = (child - 1) >> 1;
      if (this.scaleOf(this.heap[parent]) >= this.scaleOf(this.heap[child])) return;
      this.swap(parent, child);
      child = parent;
    }
  }

  private siftDown(): void {
    for (let parent = 0; ;) {
      let largest = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        if (child < this.heap.length && this.scaleOf(this.heap[child]) > this.scaleOf(this.heap[largest]))
          largest = child;
      }
      if (largest === parent) return;
      this.swap(parent, largest);
      parent = largest;
    }
  }

  private swap(first: number, second: number): void {
    [this.heap[first], this.heap[second]] = [this.heap[second], this.heap[first]];
  }
}
