import type { Matrix3 } from '../geometry/pose';
import { angleBetween } from '../geometry/rotations';

/** @returns the angle of the turn from one rotation to the other, degrees, 0 to 180 */
export function rotationError(estimate: Matrix3, truth: Matrix3): number {
  return (angleBetween(estimate, truth) * 180) / Math.PI;
}
