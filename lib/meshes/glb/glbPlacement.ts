import { determinant } from '../../geometry/rotations';

/** 4x4 affine map, column-major, as glTF has it. */
type Placement = readonly number[];

/** @returns [V, 3] points where the map puts them, times a factor */
export function placedPositions(positions: Float64Array, m: Placement, factor: number): Float64Array {
  const placed = new Float64Array(positions.length);
  for (let start = 0; start < positions.length; start += 3) {
    const [x, y, z] = positions.subarray(start, start + 3);
    for (let axis = 0; axis < 3; axis++) {
      placed[start + axis] = factor * (m[axis] * x + m[4 + axis] * y + m[8 + axis] * z + m[12 + axis]);
    }
  }
  return placed;
}

/** @returns [V, 3] unit normals, moved by the cofactors of the map, which keep them upright under any scaling */
export function placedNormals(normals: Float64Array, m: Placement): Float64Array {
  const [a, d, g, , b, e, h, , c, f, i] = m;
  const cofactors = [
    ...[e * i - f * h, f * g - d * i, d * h - e * g],
    ...[c * h - b * i, a * i - c * g, b * g - a * h],
    ...[b * f - c * e, c * d - a * f, a * e - b * d],
  ];
  const sign = turnsInsideOut(m) ? -1 : 1;
  const placed = new Float64Array(normals.length);
  for (let start = 0; start < normals.length; start += 3) {
    const [x, y, z] = normals.subarray(start, start + 3);
    const moved = [0, 3, 6].map(
      (row) => sign * (cofactors[row] * x + cofactors[row + 1] * y + cofactors[row + 2] * z),
    );
    const length = Math.hypot(...moved) || 1;
    placed.set(
      moved.map((value) => value / length),
      start,
    );
  }
  return placed;
}

/** @returns whether the map mirrors */
export function turnsInsideOut([a, d, g, , b, e, h, , c, f, i]: Placement): boolean {
  return determinant([a, b, c, d, e, f, g, h, i]) < 0;
}
