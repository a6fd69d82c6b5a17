import { LevelAssignments, type LevelAssignment } from './levelAssignments';

/** n equally spaced levels in [-s, s]: their magnitudes as shares of s, in rising order. */
export function equallySpacedMagnitudes(levels: number): number[] {
  const gaps = levels - 1;
  const first = levels % 2 === 1 ? 0 : 1;
  return Array.from({ length: Math.ceil(levels / 2) }, (_, index) => (first + 2 * index) / gaps);
}

/** A scale and the squared error of the weights to their nearest levels there. */
export interface ScaleFit {
  readonly scale: number;
  readonly squaredError: number;
}

/**
 * The scale s at which n equally spaced levels in [-s, s] have the least squared error to the weights, found exactly.
 *
 * As s falls from infinity, weights climb to the next level one by one. Between two climbs the assignment l(w) is fixed
 * and its best squared error is sum w^2 - B^2 / A with A = sum l^2, B = sum l |w|, at s = B / A; the least over all
 * assignments is the least over all s. Not every assignment is tried: with D(s) the distance of the weights to their
 * nearest levels at s, D(s) is at least D(m) - |s - m| sqrt(A(s)) by the triangle inequality, and A grows as s falls, so
 * that whole intervals of s are seen to hold nothing better. Of the intervals that are left, halved until few climbs are
 * in them, every assignment is tried.
 * @param levels - 2 or more
 * @returns a scale of 0 where all weights are zero, NaN where one is not finite
 */
export function leastSquaresScale(weights: ArrayLike<number>, levels: number): ScaleFit {
  return new ScaleSearch(new LevelAssignments(weights, equallySpacedMagnitudes(levels))).run();
}

/** Climbs in an interval that are tried one by one. */
const fewClimbs = 256;
/** Share of the weights' energy that sums of squares may be off by. */
const rounding = 1e-12;

class ScaleSearch {
  private bestGain = 0;
  private bestScale = 0;

  constructor(private readonly assignments: LevelAssignments) {}

  run(): ScaleFit {
    const { magnitudes, middles, energy } = this.assignments;
    const largest = magnitudes[0];
    if (!Number.isFinite(largest)) return { scale: NaN, squaredError: NaN };
    this.startFrom(largest);
    const outermost = middles.length === 0 ? largest : (largest / middles[0]) * (1 + 1e-9);
    const [above, below] = [this.assignments.at(outermost), this.assignments.at(0)];
    this.consider(above.levelEnergy, above.correlation);
    this.search(above, below);
    return { scale: this.bestScale, squaredError: Math.max(0, energy - this.bestGain) };
  }

  /** Tries scales from the largest weight down, for something good to compare with. */
  private startFrom(largest: number): void {
    for (let scale = largest, trial = 0; trial < 64; scale /= 1.15, trial++) {
      const { levelEnergy, correlation } = this.assignments.at(scale);
      this.consider(levelEnergy, correlation);
    }
  }

  /** Notes what an assignment gains over all weights at zero: B^2 / A. */
  private consider(levelEnergy: number, correlation: number): void {
    if (!(levelEnergy > 0)) return;
    const gain = correlation ** 2 / levelEnergy;
    if (gain > this.bestGain) {
      this.bestGain = gain;
      this.bestScale = correlation / levelEnergy;
    }
  }

  private search(above: LevelAssignment, below: LevelAssignment): void {
    const middle = (above.scale + below.scale) / 2;
    const indivisible = middle >= above.scale || middle <= below.scale;
    if (indivisible || climbsBetween(above, below) <= fewClimbs) {
      this.tryEach(above, below);
      return;
    }
    const between = this.assignments.at(middle, above, below);
    if (this.isHopeless(between, (above.scale - below.scale) / 2, below.levelEnergy)) return;
    this.consider(between.levelEnergy, between.correlation);
    this.search(above, between);
    this.search(between, below);
  }

  /** Whether no scale within `reach` can be better than the best: D(m) - reach sqrt(A) is above it. */
  private isHopeless(
    { scale, levelEnergy, correlation }: LevelAssignment,
    reach: number,
    largestLevelEnergy: number,
  ): boolean {
    const { energy } = this.assignments;
    const squaredDistance = energy - 2 * scale * correlation + scale * scale * levelEnergy;
    const nearest = Math.sqrt(Math.max(0, squaredDistance)) - reach * Math.sqrt(largestLevelEnergy);
    return nearest > 0 && nearest * nearest > energy - this.bestGain + rounding * energy;
  }

  /** Goes through every assignment between two, largest scale first. */
  private tryEach(above: LevelAssignment, below: LevelAssignment): void {
    const { magnitudes, middles, shares } = this.assignments;
    const climbs: { scale: number; level: number; magnitude: number }[] = [];
    for (const [level, middle] of middles.entries()) {
      for (let index = above.climbed[level]; index < below.climbed[level]; index++) {
        climbs.push({ scale: magnitudes[index] / middle, level, magnitude: magnitudes[index] });
      }
    }
    climbs.sort((first, second) => second.scale - first.scale || first.level - second.level);
    let { levelEnergy, correlation } = above;
    for (const { level, magnitude } of climbs) {
      levelEnergy += shares[level + 1] ** 2 - shares[level] ** 2;
      correlation += (shares[level + 1] - shares[level]) * magnitude;
      this.consider(levelEnergy, correlation);
    }
  }
}

function climbsBetween(above: LevelAssignment, below: LevelAssignment): number {
  let climbs = 0;
  for (let level = 0; level < above.climbed.length; level++)
    climbs += below.climbed[level] - above.climbed[level];
  return climbs;
}
