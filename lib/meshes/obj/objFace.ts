import type { ObjVertices } from './objVertices';
import { lineError, type TextLine } from './textLines';

/** Places in the file's lists, from 0; -1 where the corner names none. */
export interface ObjCorner {
  readonly position: number;
  readonly textureCoordinates: number;
  readonly normal: number;
}

const lists = [
  { name: 'vertex', key: 'positions', width: 3 },
  { name: 'texture coordinate', key: 'textureCoordinates', width: 2 },
  { name: 'normal', key: 'normals', width: 3 },
] as const;

/**
 * Reads a face: corners `v`, `v/vt`, `v//vn` or `v/vt/vn`, all of one kind, numbers from 1 or, below 0, from the end.
 * @throws DatasetError naming the line at fault
 */
export function parseFace(line: TextLine, vertices: ObjVertices, source: string): ObjCorner[] {
  const words = line.words.slice(1);
  if (words.length < 3)
    throw lineError(source, line.number, `a face of ${words.length} corners`, '3 or more');
  const kind = kindOf(words[0]);
  return words.map((word) => {
    const parts = word.split('/');
    if (kindOf(word) !== kind || !/^-?\d+(\/(-?\d+)?(\/-?\d+)?)?$/.test(word) || word.endsWith('/')) {
      throw lineError(source, line.number, `"${word}"`, 'corners v, v/vt, v//vn or v/vt/vn, all of one kind');
    }
    const [position, textureCoordinates, normal] = lists.map(({ name, key, width }, index) => {
      if (parts[index] === undefined || parts[index] === '') return -1;
      const count = vertices[key].length / width;
      const number = Number(parts[index]);
      const place = number < 0 ? count + number : number - 1;
      if (number !== 0 && place >= 0 && place < count) return place;
      throw lineError(source, line.number, `${name} ${number}`, `1 to ${count}, the ones before this line`);
    });
    return { position, textureCoordinates, normal };
  });
}

/** @returns which of the three numbers are there */
function kindOf(word: string): string {
  return word
    .split('/')
    .map((part) => (part === '' ? '-' : 'n'))
    .join('/');
}
