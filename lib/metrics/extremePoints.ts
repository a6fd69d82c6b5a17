/**
 * The outermost points in the 26 directions to a cube's corners, edges and faces. The largest distance between two
 * poses of an object is reached on its hull, so that these few points bound it closely from below.
 * @param points - [N, 3]
 * @returns [E, 3], E at most 26, none twice
 */
export function extremePoints(points: Float64Array): Float64Array {
  const chosen = new Set<number>();
  for (const [x, y, z] of directions) {
    let farthest = 0;
    let reach = -Infinity;
    for (let offset = 0; offset < points.length; offset += 3) {
      const extent = x * points[offset] + y * points[offset + 1] + z * points[offset + 2];
      if (extent > reach) {
        reach = extent;
        farthest = offset;
      }
    }
    chosen.add(farthest);
  }
  return Float64Array.from([...chosen].flatMap((offset) => [...points.subarray(offset, offset + 3)]));
}

const steps = [-1, 0, 1];
const directions = steps
  .flatMap((x) => steps.flatMap((y) => steps.map((z) => [x, y, z])))
  .filter((direction) => direction.some((step) => step !== 0));
