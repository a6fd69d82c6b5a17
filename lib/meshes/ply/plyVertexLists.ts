import type { PlyElement, PlyType } from './plyHeader';
import { passOverList, type PlyValues } from './plyValues';

/** A list of vertex numbers whose length was just read; the numbers are next. */
export interface PlyVertexList {
  /** Byte of its length */
  readonly start: number;
  readonly size: number;
  readonly type: PlyType;
}

/**
 * Goes through an element, such as the faces, and passes over everything but its lists of vertex numbers.
 * @param read - takes all numbers of a list
 * @throws DatasetError naming the byte at fault
 */
export function forEachVertexList(
  element: PlyElement,
  values: PlyValues,
  source: string,
  read: (list: PlyVertexList) => void,
): void {
  for (let item = 0; item < element.count; item++) {
    for (const { name, type, lengthType } of element.properties) {
      if (lengthType === undefined) values.next(type);
      else if (name === 'vertex_indices' || name === 'vertex_index') {
        const start = values.offset;
        read({ start, size: values.next(lengthType), type });
      } else passOverList(values, lengthType, type, source);
    }
  }
}
