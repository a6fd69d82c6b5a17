import type { Pose } from '../geometry/pose';

/**
 * How far two poses move each point apart, as one affine map: D x + d = (R_a x + t_a) - (R_b x + t_b).
 * @returns the nine numbers of D, row-major, then the three of d, mm
 */
export function poseDifference(first: Pose, second: Pose): number[] {
  return [
    ...first.rotation.map((value, index) => value - second.rotation[index]),
    ...first.translation.map((value, index) => value - second.translation[index]),
  ];
}
