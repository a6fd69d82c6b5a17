import type { Mesh } from '../mesh';
import type { ObjCorner } from './objFace';
import type { ObjVertices } from './objVertices';

/** Collects faces; a corner with the same numbers becomes the same vertex. */
export class ObjPartBuilder {
  private readonly corners: ObjCorner[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly triangles: number[] = [];

  constructor(private readonly vertices: ObjVertices) {}

  /** Splits the face into a fan of triangles. */
  addFace(face: readonly ObjCorner[]): void {
    const numbers = face.map((corner) => this.numberOf(corner));
    for (let last = 2; last < numbers.length; last++) {
      this.triangles.push(numbers[0], numbers[last - 1], numbers[last]);
    }
  }

  /** Normals and texture coordinates are kept where every corner has them. */
  build(): Mesh {
    const { corners, vertices, triangles } = this;
    const gather = (values: readonly number[], width: number, key: keyof ObjCorner) =>
      Float64Array.from({ length: corners.length * width }, (_, index) => {
        const corner = corners[Math.floor(index / width)];
        return values[width * corner[key] + (index % width)];
      });
    const hasAll = (key: keyof ObjCorner) => corners.every((corner) => corner[key] >= 0);
    return {
      positions: gather(vertices.positions, 3, 'position'),
      triangles: Uint32Array.from(triangles),
      ...(hasAll('normal') && { normals: unitVectors(gather(vertices.normals, 3, 'normal')) }),
      ...(vertices.colors.length > 0 && { colors: Uint8Array.from(gather(vertices.colors, 3, 'position')) }),
      ...(hasAll('textureCoordinates') && {
        textureCoordinates: gather(vertices.textureCoordinates, 2, 'textureCoordinates'),
      }),
    };
  }

  private numberOf(corner: ObjCorner): number {
    const key = `${corner.position}/${corner.textureCoordinates}/${corner.normal}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    this.numbers.set(key, this.corners.length);
    return this.corners.push(corner) - 1;
  }
}

/** Exporters write normals with few digits, or not of unit length at all. */
function unitVectors(vectors: Float64Array): Float64Array {
  for (let start = 0; start < vectors.length; start += 3) {
    const length = Math.hypot(vectors[start], vectors[start + 1], vectors[start + 2]) || 1;
    for (let axis = 0; axis < 3; axis++) vectors[start + axis] /= length;
  }
  return vectors;
}
