/** Which weights stand at which level when the levels are stretched to [-scale, scale]. */
export interface LevelAssignment {
  readonly scale: number;
  /** How many weights, the largest first, have climbed above each level but the last */
  readonly climbed: Uint32Array;
  /** A: sum of the squared levels, as shares of the scale */
  readonly levelEnergy: number;
  /** B: sum of level times magnitude */
  readonly correlation: number;
}

/**
 * Assigns weights to the nearest of several levels at any scale, in time that grows with the logarithm of their number:
 * of the sorted magnitudes, those from scale * (middle of two levels) on have climbed above the lower one.
 */
export class LevelAssignments {
  /** Squared norm of the weights */
  readonly energy: number;
  /** Magnitudes in falling order */
  readonly magnitudes: Float64Array;
  /** Middle of each level and the next, as a share of the scale */
  readonly middles: readonly number[];
  /** Entry k is the sum of the k largest magnitudes */
  private readonly sums: Float64Array;
  private readonly nonZero: number;

  /** @param shares - magnitudes of the levels as shares of the scale, in rising order */
  constructor(
    weights: ArrayLike<number>,
    readonly shares: readonly number[],
  ) {
    this.magnitudes = Float64Array.from(weights, Math.abs).sort().reverse();
    this.middles = shares.slice(1).map((share, level) => (share + shares[level]) / 2);
    this.sums = new Float64Array(this.magnitudes.length + 1);
    let energy = 0;
    for (const [index, magnitude] of this.magnitudes.entries()) {
      energy += magnitude * magnitude;
      this.sums[index + 1] = this.sums[index] + magnitude;
    }
    this.energy = energy;
    this.nonZero = this.firstBelow(Number.MIN_VALUE, 0, this.magnitudes.length);
  }

  /**
   * @param above - the assignment at a larger scale, if one is known
   * @param below - the assignment at a smaller scale, if one is known
   */
  at(scale: number, above?: LevelAssignment, below?: LevelAssignment): LevelAssignment {
    const { shares, middles, sums } = this;
    const count = this.magnitudes.length;
    const climbed = new Uint32Array(middles.length);
    let levelEnergy = shares[0] ** 2 * count;
    let correlation = shares[0] * sums[count];
    for (let level = 0; level < middles.length; level++) {
      const first = above === undefined ? 0 : above.climbed[level];
      const last = below === undefined ? this.nonZero : below.climbed[level];
      const climbers = this.firstBelow(scale * middles[level], first, last);
      climbed[level] = climbers;
      levelEnergy += (shares[level + 1] ** 2 - shares[level] ** 2) * climbers;
      correlation += (shares[level + 1] - shares[level]) * sums[climbers];
    }
    return { scale, climbed, levelEnergy, correlation };
  }

  /** @returns the first index of first .. last whose magnitude is below the threshold; `last` where none is */
  private firstBelow(threshold: number, first: number, last: number): number {
    let [low, high] = [first, last];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.magnitudes[middle] >= threshold) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
