import type { GoldenReport } from './goldenReport';

/** How far a value may be from its reference. */
export interface RelativeTolerance {
  /** Largest error as a share of the reference value */
  readonly relative: number;
  /** Reference values smaller than this count as this large, so that rounding near 0 is no deviation */
  readonly floor: number;
}

/** Collects the deviations of one reference file. */
export class ErrorTally {
  private largestAbsolute = 0;
  private largestRelative = 0;
  private readonly failures: string[] = [];

  /**
   * Notes a number against its reference; a number that is not finite where the reference is deviates infinitely.
   * @param place - the case and the quantity
   */
  compare(place: string, found: number, expected: number, tolerance: RelativeTolerance): void {
    this.compareAll(place, [found], [expected], tolerance);
  }

  /**
   * Notes an array against its reference. Errors are taken relative to the largest reference value of the array, as
   * entries of a tensor are sums that cancel.
   */
  compareAll(
    place: string,
    found: ArrayLike<number>,
    expected: ArrayLike<number>,
    { relative, floor }: RelativeTolerance,
  ): void {
    if (found.length !== expected.length) {
      this.fail(`${place}: ${found.length} values where ${expected.length} were expected`);
      return;
    }
    let scale = floor;
    let absolute = 0;
    let worst = 0;
    for (let index = 0; index < expected.length; index++) {
      scale = Math.max(scale, Math.abs(expected[index]));
      const difference = Math.abs(found[index] - expected[index]);
      const error = Number.isNaN(difference) ? Infinity : difference;
      if (error > absolute) {
        absolute = error;
        worst = index;
      }
    }
    this.record(absolute, absolute / scale);
    if (absolute / scale > relative) {
      const where = expected.length === 1 ? place : `${place}[${worst}]`;
      this.fail(`${where}: ${found[worst]} where ${expected[worst]} was expected`);
    }
  }

  /** Notes something that must be equal, whatever its type. */
  requireEqual(place: string, found: unknown, expected: unknown): void {
    const [ours, theirs] = [JSON.stringify(found), JSON.stringify(expected)];
    if (ours !== theirs) this.fail(`${place}: ${ours} where ${theirs} was expected`);
  }

  /** Notes errors that were measured elsewhere. */
  record(absolute: number, relative: number): void {
    this.largestAbsolute = Math.max(this.largestAbsolute, absolute);
    this.largestRelative = Math.max(this.largestRelative, relative);
  }

  fail(message: string): void {
    this.failures.push(message);
  }

  /** @param tolerance - what was allowed, in words */
  report(cases: number, tolerance: string, detail?: string): GoldenReport {
    return {
      cases,
      largestAbsoluteError: this.largestAbsolute,
      largestRelativeError: this.largestRelative,
      tolerance,
      failures: this.failures,
      ...(detail === undefined ? {} : { detail }),
    };
  }
}
