import type { Vector3 } from './pose';

/**
 * The corners of an axis-aligned box.
 * @param minimum - least x, y and z, mm
 * @param maximum - greatest x, y and z, mm
 * @returns 8 corners; x varies slowest, z fastest
 */
export function boxCorners(minimum: Vector3, maximum: Vector3): Vector3[] {
  const sides = [minimum, maximum];
  return sides.flatMap(([x]) => sides.flatMap(([, y]) => sides.map(([, , z]): Vector3 => [x, y, z])));
}
