/*
 * The hierarchical surface code of ZebraPose (Su et al., arXiv 2203.09418, section 3.1): the vertices of an object are split
 * in two halves by balanced k-means, each half again, and so on; a vertex's code says at each level which half it is in.
 */
import { DatasetError } from '../common/errors';
import type { ObjectModel } from '../datasets/poseDataset';
import type { Mesh } from '../meshes/mesh';
import { subdivide } from '../meshes/subdivision';
import { PointTree } from '../metrics/pointTree';
import { balancedHalves, meanOf } from './balancedHalves';

/** Vertices from which a surface is not made denser for patches of one vertex or more. */
const enoughVertices = 2 ** 16;

/** An object's surface cut into 2^bits patches. */
export interface SurfaceCode {
  readonly bits: number;
  /** [2^bits, 3] mean of each patch's vertices, mm */
  readonly centers: Float64Array;
  /** @returns number of the patch that a surface point lies in; its binary digits are the code, coarsest split first */
  patchAt(x: number, y: number, z: number): number;
}

/**
 * Cuts an object's surface into patches of equally many vertices, which are nearly uniform over the surface.
 * @param bits - levels, 1 to 16
 * @throws DatasetError when the object has points only
 */
export function surfaceCode(object: ObjectModel, bits: number): SurfaceCode {
  const { positions } = denseMesh(
    meshOf(object),
    Math.max(2 ** bits, Math.min(4 * 2 ** bits, enoughVertices)),
  );
  const count = positions.length / 3;
  const patches = new Uint32Array(count);
  let members: Uint32Array[] = [Uint32Array.from({ length: count }, (_, vertex) => vertex)];
  for (let level = 0; level < bits; level++) {
    members = members.flatMap((vertices) => balancedHalves(positions, vertices));
    members.forEach((vertices, patch) => {
      for (const vertex of vertices) patches[vertex] = patch;
    });
  }
  const centers = Float64Array.from(members.flatMap((vertices) => meanOf(positions, vertices)));
  const tree = new PointTree(positions);
  return {
    bits,
    centers,
    patchAt(x, y, z) {
      // the same guess each time: of two vertices equally near, the same one is found whatever was asked before
      return patches[tree.order[tree.closest(x, y, z, 0)]];
    },
  };
}

/**
 * @returns the surface of an object as triangles
 * @throws DatasetError when the object has points only
 */
export function meshOf({ name, points, triangles }: ObjectModel): Mesh {
  if (triangles !== undefined && triangles.length > 0) return { positions: points, triangles };
  throw new DatasetError({
    field: name,
    found: `${points.length / 3} points without triangles`,
    expected: 'a mesh, whose surface can be cut into patches',
    remedy: 'Use models with faces, such as the PLY files of the BOP sets.',
  });
}

/** Adds vertices until there are as many as asked for. */
function denseMesh(mesh: Mesh, vertices: number): Mesh {
  let edge = Math.sqrt((2 * areaOf(mesh)) / vertices);
  for (;;) {
    const dense = subdivide(mesh, edge);
    if (dense.positions.length / 3 >= vertices) return dense;
    edge *= 0.8;
  }
}

function areaOf({ positions, triangles }: Mesh): number {
  let area = 0;
  for (let start = 0; start < triangles.length; start += 3) {
    const [a, b, c] = [0, 1, 2].map((corner) =>
      positions.subarray(3 * triangles[start + corner], 3 * triangles[start + corner] + 3),
    );
    const [u, v] = [b, c].map((end) => [end[0] - a[0], end[1] - a[1], end[2] - a[2]]);
    area += Math.hypot(u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]) / 2;
  }
  return area;
}
