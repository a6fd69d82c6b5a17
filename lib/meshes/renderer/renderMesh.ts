import type { Mesh } from '../mesh';
import { mattMaterial, type Material } from './light';
import { linearOfByte } from './colorSpace';
import { buildTexturePyramid, type TexturePyramid } from './texturePyramid';

/** A mesh made ready for many renderings. */
export interface RenderMesh {
  readonly vertexCount: number;
  /** [V, 3] mm */
  readonly positions: Float64Array;
  /** [V, 3] unit vectors */
  readonly normals: Float64Array;
  /** [V, 3] linear RGB that multiplies the texture */
  readonly colors: Float64Array;
  /** [V, 2] */
  readonly textureCoordinates: Float64Array;
  /** [T, 3] */
  readonly triangles: Uint32Array;
  readonly texture: TexturePyramid | undefined;
  readonly material: Material;
}

const NEUTRAL_GRAY = 0.5;

/**
 * Prepares a mesh: linear colors, texture pyramid, and flat normals (one vertex a triangle corner) where the mesh
 * brings none. A mesh with neither colors nor texture is neutral gray.
 */
export function prepareMesh(mesh: Mesh, material: Material = mattMaterial): RenderMesh {
  const { normals } = mesh;
  if (normals === undefined) return prepareMesh(withFlatNormals(mesh), material);
  const vertexCount = mesh.positions.length / 3;
  const textured = mesh.texture !== undefined && mesh.textureCoordinates !== undefined;
  const plain = textured ? 1 : NEUTRAL_GRAY;
  return {
    vertexCount,
    positions: mesh.positions,
    normals,
    colors:
      mesh.colors === undefined
        ? new Float64Array(3 * vertexCount).fill(plain)
        : Float64Array.from(mesh.colors, (byte) => linearOfByte[byte]),
    textureCoordinates: mesh.textureCoordinates ?? new Float64Array(2 * vertexCount),
    triangles: mesh.triangles,
    texture: textured ? buildTexturePyramid(mesh.texture) : undefined,
    material,
  };
}

/** Gives each triangle its own three vertices and its plane's normal. */
function withFlatNormals(mesh: Mesh): Mesh {
  const { triangles } = mesh;
  const positions = gather(mesh.positions, triangles, 3, new Float64Array(3 * triangles.length)); // [V, 3] -> [3T, 3]
  const normals = new Float64Array(positions.length);
  for (let start = 0; start < positions.length; start += 9) {
    const [ax, ay, az, bx, by, bz, cx, cy, cz] = positions.subarray(start, start + 9);
    const x = (by - ay) * (cz - az) - (bz - az) * (cy - ay);
    const y = (bz - az) * (cx - ax) - (bx - ax) * (cz - az);
    const z = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
    const length = Math.hypot(x, y, z) || 1;
    for (let corner = 0; corner < 9; corner += 3) {
      normals.set([x / length, y / length, z / length], start + corner);
    }
  }
  return {
    ...mesh,
    positions,
    normals,
    triangles: Uint32Array.from({ length: triangles.length }, (_, index) => index),
    ...(mesh.colors && { colors: gather(mesh.colors, triangles, 3, new Uint8Array(3 * triangles.length)) }),
    ...(mesh.textureCoordinates && {
      textureCoordinates: gather(
        mesh.textureCoordinates,
        triangles,
        2,
        new Float64Array(2 * triangles.length),
      ),
    }),
  };
}

function gather<T extends Float64Array | Uint8Array>(
  values: T,
  vertices: Uint32Array,
  width: number,
  gathered: T,
): T {
  vertices.forEach((vertex, index) => {
    for (let part = 0; part < width; part++) gathered[index * width + part] = values[vertex * width + part];
  });
  return gathered;
}
