import type { Vector3 } from '../geometry/pose';

/** How large an object is. */
export interface MeshExtent {
  /** Largest distance between two of its points, mm */
  readonly diameter: number;
  /** Lowest corner of the axis-aligned box, mm */
  readonly low: Vector3;
  /** Highest corner, mm */
  readonly high: Vector3;
}

/**
 * @param positions - [V, 3] at least one point, mm
 * @returns box and exact diameter
 */
export function measureExtent(positions: Float64Array): MeshExtent {
  const low: [number, number, number] = [Infinity, Infinity, Infinity];
  const high: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  for (let index = 0; index < positions.length; index++) {
    const axis = index % 3;
    low[axis] = Math.min(low[axis], positions[index]);
    high[axis] = Math.max(high[axis], positions[index]);
  }
  return { diameter: measureDiameter(positions, low, high), low, high };
}

/**
 * Exact largest distance. Points are taken from the farthest from the box's center inward: two points are never
 * farther apart than the sum of their distances to it, so the search ends once no pair left can win.
 */
function measureDiameter(positions: Float64Array, low: Vector3, high: Vector3): number {
  const center = low.map((value, axis) => (value + high[axis]) / 2);
  const count = positions.length / 3;
  const radius = Float64Array.from({ length: count }, (_, point) =>
    Math.hypot(
      positions[3 * point] - center[0],
      positions[3 * point + 1] - center[1],
      positions[3 * point + 2] - center[2],
    ),
  );
  const order = Uint32Array.from({ length: count }, (_, point) => point).sort(
    (a, b) => radius[b] - radius[a],
  );
  let largest = 0;
  for (let i = 0; i < count && 2 * radius[order[i]] > largest; i++) {
    const a = 3 * order[i];
    for (let j = i + 1; j < count && radius[order[i]] + radius[order[j]] > largest; j++) {
      const b = 3 * order[j];
      const distance = Math.hypot(
        positions[a] - positions[b],
        positions[a + 1] - positions[b + 1],
        positions[a + 2] - positions[b + 2],
      );
      if (distance > largest) largest = distance;
    }
  }
  return largest;
}
