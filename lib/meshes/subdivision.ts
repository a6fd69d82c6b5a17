import type { Mesh } from './mesh';

/**
 * Splits triangles at the middle of their longest edge until no edge is longer than asked: surface points for pose
 * errors, nearly uniform over the surface. Vertices at one place are merged; normals, colors and texture are dropped.
 * @param longestEdge - mm, above 0
 */
export function subdivide(mesh: Mesh, longestEdge: number): Mesh {
  const positions: number[] = [];
  const numbers = new Map<string, number>();
  const vertexAt = (x: number, y: number, z: number): number => {
    const key = `${x},${y},${z}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    const created = positions.length / 3;
    numbers.set(key, created);
    positions.push(x, y, z);
    return created;
  };
  const pending: [number, number, number][] = [];
  for (let start = 0; start < mesh.triangles.length; start += 3) {
    const [a, b, c] = Array.from(mesh.triangles.subarray(start, start + 3), (vertex) =>
      vertexAt(mesh.positions[3 * vertex], mesh.positions[3 * vertex + 1], mesh.positions[3 * vertex + 2]),
    );
    pending.push([a, b, c]);
  }
  const length = (a: number, b: number): number =>
    Math.hypot(
      positions[3 * a] - positions[3 * b],
      positions[3 * a + 1] - positions[3 * b + 1],
      positions[3 * a + 2] - positions[3 * b + 2],
    );
  const middle = (a: number, b: number): number =>
    vertexAt(
      Math.fround((positions[3 * a] + positions[3 * b]) / 2),
      Math.fround((positions[3 * a + 1] + positions[3 * b + 1]) / 2),
      Math.fround((positions[3 * a + 2] + positions[3 * b + 2]) / 2),
    );
  const triangles: number[] = [];
  for (let triangle = pending.pop(); triangle !== undefined; triangle = pending.pop()) {
    const [a, b, c] = triangle;
    if (a === b || b === c || c === a) continue; // a point or a line: has no surface
    const ab = length(a, b);
    const bc = length(b, c);
    const ca = length(c, a);
    const longest = Math.max(ab, bc, ca);
    if (longest <= longestEdge) {
      triangles.push(a, b, c);
    } else if (longest === ab) {
      const split = middle(a, b);
      pending.push([a, split, c], [split, b, c]);
    } else if (longest === bc) {
      const split = middle(b, c);
      pending.push([b, split, a], [split, c, a]);
    } else {
      const split = middle(c, a);
      pending.push([c, split, b], [split, a, b]);
    }
  }
  return { positions: Float64Array.from(positions), triangles: Uint32Array.from(triangles) };
}
