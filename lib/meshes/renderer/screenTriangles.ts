import type { Matrix3, Pose } from '../../geometry/pose';
import type { RenderMesh } from './renderMesh';

/** mm; what is closer to the camera's plane is cut off */
export const NEAR_PLANE = 1;

/** Numbers that {@link ScreenTriangles.planes} holds a triangle. */
export const PLANE_STRIDE = 10;
/** Numbers that {@link ScreenTriangles.vertices} holds a vertex: position, normal, color, texture coordinates. */
export const VERTEX_STRIDE = 11;

/** The part of the image plane (px, whole coordinates at pixel centers) that triangles are cut to. */
export interface Viewport {
  readonly width: number;
  readonly height: number;
}

/**
 * Triangles of one rendering, moved to the camera's frame, cut at the near plane, projected and set up for
 * rasterization. Its storage grows to the largest scene seen and is used again.
 */
export class ScreenTriangles {
  vertexCount = 0;
  triangleCount = 0;
  /** [vertices, 11] camera-frame position (mm) and normal, linear color, texture coordinates */
  vertices = new Float64Array(VERTEX_STRIDE * 1024);
  /** [triangles, 3] vertex numbers */
  corners = new Uint32Array(3 * 1024);
  /** [triangles, 6] x and y of the corners, px */
  screen = new Float64Array(6 * 1024);
  /**
   * [triangles, 10] planes over the image relative to the first corner: its x, y; 1/z there and its x and y slope;
   * slopes of the second and third perspective barycentric over z; constant of the texture level; not used
   */
  planes = new Float64Array(PLANE_STRIDE * 1024);
  /** [triangles] number of the instance in the scene's list */
  owner = new Uint16Array(1024);

  clear(): void {
    this.vertexCount = 0;
    this.triangleCount = 0;
  }

  /**
   * Adds one instance.
   * @param matrix - intrinsic matrix K of the image that is rasterized
   * @param owner - number of the instance in the scene's list
   */
  add(mesh: RenderMesh, pose: Pose, matrix: Matrix3, owner: number): void {
    const first = this.vertexCount;
    this.reserveVertices(mesh.vertexCount);
    this.transformVertices(mesh, pose, first);
    const { triangles } = mesh;
    const texels =
      mesh.texture === undefined ? 1 : mesh.texture.levels[0].width * mesh.texture.levels[0].height;
    for (let start = 0; start < triangles.length; start += 3) {
      const a = first + triangles[start];
      const b = first + triangles[start + 1];
      const c = first + triangles[start + 2];
      this.cutAndAdd(a, b, c, matrix, owner, texels);
    }
  }

  private transformVertices(mesh: RenderMesh, { rotation, translation }: Pose, first: number): void {
    const [r0, r1, r2, r3, r4, r5, r6, r7, r8] = rotation;
    const [tx, ty, tz] = translation;
    const { positions, normals, colors, textureCoordinates } = mesh;
    const { vertices } = this;
    for (let vertex = 0; vertex < mesh.vertexCount; vertex++) {
      const from = 3 * vertex;
      const to = VERTEX_STRIDE * (first + vertex);
      const x = positions[from];
      const y = positions[from + 1];
      const z = positions[from + 2];
      vertices[to] = r0 * x + r1 * y + r2 * z + tx;
      vertices[to + 1] = r3 * x + r4 * y + r5 * z + ty;
      vertices[to + 2] = r6 * x + r7 * y + r8 * z + tz;
      const nx = normals[from];
      const ny = normals[from + 1];
      const nz = normals[from + 2];
      vertices[to + 3] = r0 * nx + r1 * ny + r2 * nz;
      vertices[to + 4] = r3 * nx + r4 * ny + r5 * nz;
      vertices[to + 5] = r6 * nx + r7 * ny + r8 * nz;
      vertices[to + 6] = colors[from];
      vertices[to + 7] = colors[from + 1];
      vertices[to + 8] = colors[from + 2];
      vertices[to + 9] = textureCoordinates[2 * vertex];
      vertices[to + 10] = textureCoordinates[2 * vertex + 1];
    }
    this.vertexCount = first + mesh.vertexCount;
  }

  /** Keeps the part of the triangle in front of the near plane: nothing, a triangle, or two. */
  private cutAndAdd(a: number, b: number, c: number, matrix: Matrix3, owner: number, texels: number): void {
    const frontA = this.isInFront(a);
    const frontB = this.isInFront(b);
    const frontC = this.isInFront(c);
    const count = Number(frontA) + Number(frontB) + Number(frontC);
    if (count === 0) return;
    if (count === 3) {
      this.setUp(a, b, c, matrix, owner, texels);
    } else if (count === 1) {
      // Turned so that the corner in front comes first.
      const [front, next, last] = frontA ? [a, b, c] : frontB ? [b, c, a] : [c, a, b];
      this.setUp(front, this.cutEdge(front, next), this.cutEdge(front, last), matrix, owner, texels);
    } else {
      // Turned so that the corner behind comes last.
      const [first, second, behind] = !frontC ? [a, b, c] : !frontA ? [b, c, a] : [c, a, b];
      const cutSecond = this.cutEdge(second, behind);
      const cutFirst = this.cutEdge(first, behind);
      this.setUp(first, second, cutSecond, matrix, owner, texels);
      this.setUp(first, cutSecond, cutFirst, matrix, owner, texels);
    }
  }

  private isInFront(vertex: number): boolean {
    return this.vertices[VERTEX_STRIDE * vertex + 2] >= NEAR_PLANE;
  }

  /** @returns the number of a new vertex where the edge meets the near plane */
  private cutEdge(front: number, behind: number): number {
    this.reserveVertices(1);
    const { vertices } = this;
    const from = VERTEX_STRIDE * front;
    const to = VERTEX_STRIDE * behind;
    const share = (vertices[from + 2] - NEAR_PLANE) / (vertices[from + 2] - vertices[to + 2]);
    const cut = VERTEX_STRIDE * this.vertexCount;
    for (let part = 0; part < VERTEX_STRIDE; part++) {
      vertices[cut + part] = vertices[from + part] + share * (vertices[to + part] - vertices[from + part]);
    }
    vertices[cut + 2] = NEAR_PLANE;
    return this.vertexCount++;
  }

  private setUp(a: number, b: number, c: number, matrix: Matrix3, owner: number, texels: number): void {
    this.reserveTriangle();
    const triangle = this.triangleCount;
    this.project(a, matrix, 6 * triangle);
    this.project(b, matrix, 6 * triangle + 2);
    this.project(c, matrix, 6 * triangle + 4);
    const { screen, vertices, planes, corners } = this;
    const x0 = screen[6 * triangle];
    const y0 = screen[6 * triangle + 1];
    const x1 = screen[6 * triangle + 2] - x0;
    const y1 = screen[6 * triangle + 3] - y0;
    const x2 = screen[6 * triangle + 4] - x0;
    const y2 = screen[6 * triangle + 5] - y0;
    const area = x1 * y2 - x2 * y1;
    if (Math.abs(area) < 1e-12) return; // seen edge-on: covers no pixel
    const w0 = 1 / vertices[VERTEX_STRIDE * a + 2];
    const w1 = 1 / vertices[VERTEX_STRIDE * b + 2];
    const w2 = 1 / vertices[VERTEX_STRIDE * c + 2];
    const plane = PLANE_STRIDE * triangle;
    planes[plane] = x0;
    planes[plane + 1] = y0;
    planes[plane + 2] = w0;
    planes[plane + 3] = ((w1 - w0) * y2 - (w2 - w0) * y1) / area;
    planes[plane + 4] = ((w2 - w0) * x1 - (w1 - w0) * x2) / area;
    planes[plane + 5] = (w1 * y2) / area;
    planes[plane + 6] = (-w1 * x2) / area;
    planes[plane + 7] = (-w2 * y1) / area;
    planes[plane + 8] = (w2 * x1) / area;
    // A plane's texture area a pixel is w0 w1 w2 * (area in texture / area in image) / w^3: log2 of its root.
    const u0 = vertices[VERTEX_STRIDE * a + 9];
    const v0 = vertices[VERTEX_STRIDE * a + 10];
    const textureArea =
      (vertices[VERTEX_STRIDE * b + 9] - u0) * (vertices[VERTEX_STRIDE * c + 10] - v0) -
      (vertices[VERTEX_STRIDE * c + 9] - u0) * (vertices[VERTEX_STRIDE * b + 10] - v0);
    planes[plane + 9] = 0.5 * Math.log2((w0 * w1 * w2 * Math.abs(textureArea / area) || 1e-30) * texels);
    corners[3 * triangle] = a;
    corners[3 * triangle + 1] = b;
    corners[3 * triangle + 2] = c;
    this.owner[triangle] = owner;
    this.triangleCount++;
  }

  private project(vertex: number, k: Matrix3, to: number): void {
    const from = VERTEX_STRIDE * vertex;
    const x = this.vertices[from];
    const y = this.vertices[from + 1];
    const z = this.vertices[from + 2];
    this.screen[to] = (k[0] * x + k[1] * y) / z + k[2];
    this.screen[to + 1] = (k[3] * x + k[4] * y) / z + k[5];
  }

  private reserveVertices(count: number): void {
    const needed = VERTEX_STRIDE * (this.vertexCount + count);
    if (needed > this.vertices.length) this.vertices = grown(this.vertices, needed, Float64Array);
  }

  private reserveTriangle(): void {
    const needed = this.triangleCount + 1;
    if (needed <= this.owner.length) return;
    this.corners = grown(this.corners, 3 * needed, Uint32Array);
    this.screen = grown(this.screen, 6 * needed, Float64Array);
    this.planes = grown(this.planes, PLANE_STRIDE * needed, Float64Array);
    this.owner = grown(this.owner, needed, Uint16Array);
  }
}

function grown<T extends Float64Array | Uint32Array | Uint16Array>(
  values: T,
  needed: number,
  Type: new (length: number) => T,
): T {
  const larger = new Type(2 * needed);
  larger.set(values);
  return larger;
}
