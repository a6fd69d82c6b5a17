import { NumericalError } from '../common/errors';
import type { Pose } from '../geometry/pose';
import { composePoses } from '../geometry/rotations';

/**
 * The smallest, over an object's symmetries, of the largest distance between an estimate and the truth so turned.
 * Symmetries are tried by rising bound, and a scan ends once it can no longer win: exact, and mostly one scan in all.
 * @param symmetries - at least the identity
 * @param largest - the largest distance over a set of points, of an equivalent true pose; `limit` where it is at least
 * that, or not a number
 * @throws NumericalError when there is no symmetry
 */
export function smallestOverSymmetries(
  truth: Pose,
  symmetries: readonly Pose[],
  largest: (points: 'extremes' | 'all', equivalentTruth: Pose, limit: number) => number,
): number {
  if (symmetries.length === 0) {
    throw new NumericalError({
      field: 'symmetries',
      found: 'none',
      expected: 'at least the identity',
      remedy: 'Make them with symmetryTransformations.',
    });
  }
  const candidates = symmetries
    .map((symmetry) => composePoses(truth, symmetry))
    .map((pose) => ({ pose, bound: largest('extremes', pose, Infinity) }))
    .sort((first, second) => first.bound - second.bound);
  let smallest = Infinity;
  for (const { pose, bound } of candidates) {
    if (bound >= smallest) break;
    smallest = Math.min(smallest, largest('all', pose, smallest));
  }
  return smallest;
}
