import type { Mesh } from './mesh';

/** @returns one mesh of the parts' surfaces: positions and triangles, without normals, colors and texture */
export function mergedMesh(parts: readonly Mesh[]): Mesh {
  const positions = new Float64Array(parts.reduce((sum, part) => sum + part.positions.length, 0));
  const triangles = new Uint32Array(parts.reduce((sum, part) => sum + part.triangles.length, 0));
  let [vertexNumbers, corners] = [0, 0];
  for (const part of parts) {
    positions.set(part.positions, vertexNumbers);
    triangles.set(
      part.triangles.map((vertex) => vertex + vertexNumbers / 3),
      corners,
    );
    vertexNumbers += part.positions.length;
    corners += part.triangles.length;
  }
  return { positions, triangles };
}

/** @returns the mesh, larger by a factor about its origin */
export function scaledMesh(mesh: Mesh, factor: number): Mesh {
  return factor === 1 ? mesh : { ...mesh, positions: mesh.positions.map((value) => factor * value) };
}
