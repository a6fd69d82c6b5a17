import type { Vector3 } from '../geometry/pose';

/** @returns the distance of the two translations, mm */
export function translationError(estimate: Vector3, truth: Vector3): number {
  return Math.hypot(estimate[0] - truth[0], estimate[1] - truth[1], estimate[2] - truth[2]);
}
