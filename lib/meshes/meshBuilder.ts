import type { Vector3 } from '../geometry/pose';
import type { Mesh, Texture } from './mesh';

/** A rectangle of a texture, in texture coordinates (u right, v up, 0 to 1). */
export interface TextureRegion {
  readonly left: number;
  readonly bottom: number;
  readonly right: number;
  readonly top: number;
}

/**
 * Collects flat and round surfaces with normals and texture coordinates. Coordinates are rounded to float32, so that
 * the mesh survives a PLY file unchanged.
 */
export class MeshBuilder {
  private readonly positions: number[] = [];
  private readonly normals: number[] = [];
  private readonly textureCoordinates: number[] = [];
  private readonly triangles: number[] = [];

  /**
   * @param corners - counter-clockwise seen from outside, from the region's bottom left
   * @param normals - one a corner, unit length; the plane's normal where absent
   */
  addQuad(
    corners: readonly [Vector3, Vector3, Vector3, Vector3],
    region: TextureRegion,
    normals?: readonly [Vector3, Vector3, Vector3, Vector3],
  ): void {
    const first = this.positions.length / 3;
    const flat = normalize(cross(subtract(corners[1], corners[0]), subtract(corners[3], corners[0])));
    const places = [
      [region.left, region.bottom],
      [region.right, region.bottom],
      [region.right, region.top],
      [region.left, region.top],
    ];
    corners.forEach((corner, index) => {
      this.positions.push(...corner.map(Math.fround));
      this.normals.push(...(normals?.[index] ?? flat).map(Math.fround));
      this.textureCoordinates.push(...places[index].map(Math.fround));
    });
    this.triangles.push(first, first + 1, first + 2, first, first + 2, first + 3);
  }

  /** A box with the same texture region on each of its six sides. */
  addBox(low: Vector3, high: Vector3, region: TextureRegion): void {
    for (const side of boxSides(low, high)) this.addQuad(side, region);
  }

  /**
   * A closed cylinder with smooth sides; each end is a fan of quads around the axis.
   * @param from - center of one end
   * @param to - center of the other
   * @param endRegion - texture of the end at `to`; that of the sides where absent
   */
  addCylinder(
    from: Vector3,
    to: Vector3,
    radius: number,
    sectors: number,
    region: TextureRegion,
    endRegion: TextureRegion = region,
  ): void {
    const axis = normalize(subtract(to, from));
    const helper: Vector3 = Math.abs(axis[2]) < 0.9 ? [0, 0, 1] : [1, 0, 0];
    const across = normalize(cross(helper, axis));
    const along = cross(axis, across);
    const spoke = (sector: number): Vector3 => {
      const angle = (2 * Math.PI * sector) / sectors;
      return add(scale(across, Math.cos(angle)), scale(along, Math.sin(angle)));
    };
    for (let sector = 0; sector < sectors; sector++) {
      const a = spoke(sector);
      const b = spoke(sector + 1);
      const low = [add(from, scale(a, radius)), add(from, scale(b, radius))];
      const high = [add(to, scale(a, radius)), add(to, scale(b, radius))];
      this.addQuad([low[0], low[1], high[1], high[0]], region, [a, b, b, a]);
    }
    for (let sector = 0; sector < sectors; sector += 2) {
      const [a, b, c] = [spoke(sector), spoke(sector + 1), spoke(sector + 2)].map((unit) =>
        scale(unit, radius),
      );
      this.addQuad([add(to, a), add(to, b), add(to, c), to], endRegion);
      this.addQuad([add(from, c), add(from, b), add(from, a), from], region);
    }
  }

  build(texture: Texture): Mesh {
    return {
      positions: Float64Array.from(this.positions),
      normals: Float64Array.from(this.normals),
      textureCoordinates: Float64Array.from(this.textureCoordinates),
      triangles: Uint32Array.from(this.triangles),
      texture,
    };
  }
}

/** The sides -x, +x, -y, +y, -z, +z of a box, each counter-clockwise seen from outside. */
export function boxSides(
  [x0, y0, z0]: Vector3,
  [x1, y1, z1]: Vector3,
): readonly (readonly [Vector3, Vector3, Vector3, Vector3])[] {
  return [
    [
      [x0, y1, z0],
      [x0, y0, z0],
      [x0, y0, z1],
      [x0, y1, z1],
    ],
    [
      [x1, y0, z0],
      [x1, y1, z0],
      [x1, y1, z1],
      [x1, y0, z1],
    ],
    [
      [x0, y0, z0],
      [x1, y0, z0],
      [x1, y0, z1],
      [x0, y0, z1],
    ],
    [
      [x1, y1, z0],
      [x0, y1, z0],
      [x0, y1, z1],
      [x1, y1, z1],
    ],
    [
      [x0, y1, z0],
      [x1, y1, z0],
      [x1, y0, z0],
      [x0, y0, z0],
    ],
    [
      [x0, y0, z1],
      [x1, y0, z1],
      [x1, y1, z1],
      [x0, y1, z1],
    ],
  ];
}

function add(a: Vector3, b: Vector3): Vector3 {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

function subtract(a: Vector3, b: Vector3): Vector3 {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function scale(a: Vector3, factor: number): Vector3 {
  return [a[0] * factor, a[1] * factor, a[2] * factor];
}

function cross(a: Vector3, b: Vector3): Vector3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function normalize(a: Vector3): Vector3 {
  return scale(a, 1 / Math.hypot(...a));
}
