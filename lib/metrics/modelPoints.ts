import { NumericalError } from '../common/errors';
import { extremePoints } from './extremePoints';
import { PointTree } from './pointTree';
import { DistanceSum } from './vector/distanceSum';

/** With fewer points the plain loop is as quick and has all digits */
const FEWEST_FOR_VECTORS = 1000;

/** An object's surface points with what makes the pose errors quick to compute; make it once an object. */
export class ModelPoints {
  readonly count: number;
  private lazyTree: PointTree | undefined;
  private lazyExtremes: Float64Array | undefined;
  private lazyDistanceSum: DistanceSum | undefined;

  /**
   * @param points - [N, 3] mm, object frame
   * @throws NumericalError when there is no point, a coordinate is not finite or one is missing
   */
  constructor(readonly points: Float64Array) {
    const fault = points.findIndex((value) => !Number.isFinite(value));
    if (points.length === 0 || points.length % 3 !== 0 || fault >= 0) {
      throw new NumericalError({
        field: fault >= 0 ? `points[${fault}]` : 'points',
        found: fault >= 0 ? String(points[fault]) : `${points.length} coordinates`,
        expected: 'finite coordinates [N, 3] of at least one point',
        remedy: "Check the object's mesh.",
      });
    }
    this.count = points.length / 3;
  }

  get tree(): PointTree {
    this.lazyTree ??= new PointTree(this.points);
    return this.lazyTree;
  }

  /** [E, 3] mm, points that lie outermost in some direction */
  get extremes(): Float64Array {
    this.lazyExtremes ??= extremePoints(this.points);
    return this.lazyExtremes;
  }

  /** Sums of distances by vector instructions; none where there are too few points to gain by it */
  get distanceSum(): DistanceSum | undefined {
    if (this.count >= FEWEST_FOR_VECTORS) this.lazyDistanceSum ??= new DistanceSum(this.points);
    return this.lazyDistanceSum;
  }
}
