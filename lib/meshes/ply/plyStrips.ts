import { plyError, type PlyElement } from './plyHeader';
import type { PlyValues } from './plyValues';
import { forEachVertexList } from './plyVertexLists';

/**
 * Reads triangle strips: each vertex makes a triangle with the two before it, every other one turned the other way around, and
 * -1 begins a new strip. Triangles of which two corners are one vertex only lead from one strip to the next.
 * @returns [T, 3] vertices
 * @throws DatasetError naming the byte at fault
 */
export function readStrips(
  element: PlyElement,
  values: PlyValues,
  vertexCount: number,
  source: string,
): Uint32Array<ArrayBuffer> {
  const triangles: number[] = [];
  forEachVertexList(element, values, source, ({ start, size, type }) => {
    if (size < 0 || size > values.remaining())
      throw plyError(source, start, `a strip of ${size}`, 'what the file holds');
    let [before, last, length] = [-1, -1, 0];
    for (let item = 0; item < size; item++) {
      const at = values.offset;
      const vertex = values.next(type);
      if (vertex === -1) {
        length = 0;
        continue;
      }
      if (!(vertex >= 0 && vertex < vertexCount && Number.isInteger(vertex)))
        throw plyError(source, at, `vertex number ${vertex}`, `0 to ${vertexCount - 1}, or -1`);
      length++;
      if (length >= 3 && before !== last && last !== vertex && vertex !== before)
        triangles.push(...(length % 2 === 1 ? [before, last] : [last, before]), vertex);
      [before, last] = [last, vertex];
    }
  });
  return Uint32Array.from(triangles);
}
