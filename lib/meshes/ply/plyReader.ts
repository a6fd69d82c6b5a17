import type { Mesh } from '../mesh';
import { parsePlyHeader, plyError, type PlyElement } from './plyHeader';
import { readStrips } from './plyStrips';
import { openPlyValues, passOverList, type PlyValues } from './plyValues';
import { forEachVertexList } from './plyVertexLists';

/** A mesh as its PLY file says; the texture's image is another file. */
export interface PlyContent {
  readonly mesh: Mesh;
  /** Image that the header names for the texture coordinates */
  readonly textureFile: string | undefined;
}

type VertexColumns = Partial<
  Record<'positions' | 'normals' | 'textureCoordinates', Float64Array> & { colors: Uint8Array }
>;
type VertexTarget = readonly [column: keyof VertexColumns, width: number, part: number];

const vertexTargets: Readonly<Record<string, VertexTarget>> = {
  x: ['positions', 3, 0],
  y: ['positions', 3, 1],
  z: ['positions', 3, 2],
  nx: ['normals', 3, 0],
  ny: ['normals', 3, 1],
  nz: ['normals', 3, 2],
  red: ['colors', 3, 0],
  green: ['colors', 3, 1],
  blue: ['colors', 3, 2],
  texture_u: ['textureCoordinates', 2, 0],
  texture_v: ['textureCoordinates', 2, 1],
  u: ['textureCoordinates', 2, 0],
  v: ['textureCoordinates', 2, 1],
  s: ['textureCoordinates', 2, 0],
  t: ['textureCoordinates', 2, 1],
};

const surfaces: readonly string[] = ['face', 'tristrips'];

/**
 * Reads a mesh: ASCII or binary of either byte order, with vertex normals, byte colors and texture coordinates where
 * they are there. Faces are triangles or quads, which are split, or strips of triangles; a file without any is a set of points. Other
 * properties and elements are passed over. Memory stays within a constant times the file's size.
 * @param source - file name for errors
 * @throws DatasetError naming the byte at fault
 */
export function parsePly(bytes: Uint8Array, source: string): PlyContent {
  const header = parsePlyHeader(bytes, source);
  const values = openPlyValues(bytes, header.size, header.format, source);
  let columns: VertexColumns | undefined;
  let vertexCount = 0;
  let triangles = new Uint32Array(0);
  for (const element of header.elements) {
    if (surfaces.includes(element.name)) requireCorners(element, source);
    if (element.name === 'vertex' && columns === undefined) {
      columns = readVertices(element, values, source);
      vertexCount = element.count;
    } else if (element.name === 'face' && columns !== undefined) {
      triangles = joined(triangles, readFaces(element, values, vertexCount, source));
    } else if (element.name === 'tristrips' && columns !== undefined) {
      triangles = joined(triangles, readStrips(element, values, vertexCount, source));
    } else if (surfaces.includes(element.name) && element.count > 0) {
      throw plyError(source, 0, `element ${element.name} before the vertices`, 'the vertices first');
    } else {
      passOver(element, values, source);
    }
  }
  if (columns?.positions === undefined)
    throw plyError(source, 0, 'no vertices', 'an element vertex with x y z');
  if (values.remaining() > 0) {
    throw plyError(source, values.offset, `${values.remaining()} more bytes`, 'the end of the file');
  }
  return { mesh: { ...columns, positions: columns.positions, triangles }, textureFile: header.textureFile };
}

function requireCorners({ name, count, properties }: PlyElement, source: string): void {
  const hasCorners = properties.some(
    (property) => /^vertex_ind(ices|ex)$/.test(property.name) && property.lengthType !== undefined,
  );
  if (hasCorners || count === 0) return;
  throw plyError(
    source,
    0,
    `element ${name} without a list of corners`,
    'a list vertex_indices or vertex_index',
  );
}

function joined(first: Uint32Array<ArrayBuffer>, second: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  if (first.length === 0) return second;
  const both = new Uint32Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function readVertices(element: PlyElement, values: PlyValues, source: string): VertexColumns {
  const columns: VertexColumns = {};
  const targets = element.properties.map(({ name, type, lengthType }) => {
    const target = Object.hasOwn(vertexTargets, name) ? vertexTargets[name] : undefined;
    if (target === undefined || lengthType !== undefined) return undefined;
    const [column, width] = target;
    // Colors as floats have no agreed range; they are passed over as any other property.
    if (column === 'colors' && type !== 'uint8') return undefined;
    if (column === 'colors') columns.colors ??= new Uint8Array(width * element.count);
    else columns[column] ??= new Float64Array(width * element.count);
    return target;
  });
  for (const [column, width] of Object.values(vertexTargets)) {
    const parts = targets.filter((target) => target?.[0] === column).map((target) => target![2]);
    if (parts.length > 0 && (parts.length !== width || new Set(parts).size !== width)) {
      throw plyError(
        source,
        0,
        `${parts.length} vertex properties of ${column}`,
        `${width} different ones or none`,
      );
    }
  }
  for (let vertex = 0; vertex < element.count; vertex++) {
    targets.forEach((target, index) => {
      const { type, lengthType } = element.properties[index];
      if (lengthType !== undefined) {
        passOverList(values, lengthType, type, source);
        return;
      }
      const start = values.offset;
      const value = values.next(type);
      if (target === undefined) return;
      if (!Number.isFinite(value))
        throw plyError(source, start, `${value} in ${target[0]}`, 'a finite number');
      columns[target[0]]![vertex * target[1] + target[2]] = value;
    });
  }
  return columns;
}

function readFaces(
  element: PlyElement,
  values: PlyValues,
  vertexCount: number,
  source: string,
): Uint32Array<ArrayBuffer> {
  let triangles = new Uint32Array(3 * element.count);
  let used = 0;
  const corners: number[] = [];
  forEachVertexList(element, values, source, ({ start, size, type }) => {
    if (size !== 3 && size !== 4) throw plyError(source, start, `a face of ${size} corners`, '3 or 4');
    corners.length = 0;
    for (let corner = 0; corner < size; corner++) {
      const at = values.offset;
      const vertex = values.next(type);
      if (!(vertex >= 0 && vertex < vertexCount && Number.isInteger(vertex))) {
        throw plyError(source, at, `vertex number ${vertex}`, `0 to ${vertexCount - 1}`);
      }
      corners.push(vertex);
    }
    if (used + 6 > triangles.length) {
      const larger = new Uint32Array(2 * triangles.length + 6);
      larger.set(triangles);
      triangles = larger;
    }
    for (let last = 2; last < size; last++) {
      triangles[used++] = corners[0];
      triangles[used++] = corners[last - 1];
      triangles[used++] = corners[last];
    }
  });
  return triangles.slice(0, used);
}

function passOver(element: PlyElement, values: PlyValues, source: string): void {
  for (let item = 0; item < element.count; item++) {
    for (const { type, lengthType } of element.properties) {
      if (lengthType === undefined) values.next(type);
      else passOverList(values, lengthType, type, source);
    }
  }
}
