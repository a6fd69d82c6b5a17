import { DatasetError } from '../../common/errors';

/** Number formats of PLY, by their bytes. */
export const plyTypeSizes = {
  int8: 1,
  uint8: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  float32: 4,
  float64: 8,
} as const;

export type PlyType = keyof typeof plyTypeSizes;

const typeNames: Readonly<Record<string, PlyType>> = {
  char: 'int8',
  uchar: 'uint8',
  short: 'int16',
  ushort: 'uint16',
  int: 'int32',
  uint: 'uint32',
  float: 'float32',
  double: 'float64',
  int8: 'int8',
  uint8: 'uint8',
  int16: 'int16',
  uint16: 'uint16',
  int32: 'int32',
  uint32: 'uint32',
  float32: 'float32',
  float64: 'float64',
};

export type PlyFormat = 'ascii' | 'binary_little_endian' | 'binary_big_endian';

export interface PlyProperty {
  readonly name: string;
  readonly type: PlyType;
  /** Format of a list's length; undefined where the property is one number */
  readonly lengthType: PlyType | undefined;
}

export interface PlyElement {
  readonly name: string;
  readonly count: number;
  readonly properties: readonly PlyProperty[];
}

export interface PlyHeader {
  readonly format: PlyFormat;
  readonly elements: readonly PlyElement[];
  /** Image named by a `comment TextureFile` line */
  readonly textureFile: string | undefined;
  /** Bytes of the header */
  readonly size: number;
}

/** Headers are a few hundred bytes; a file without an end of header this far in is something else. */
const LONGEST_HEADER = 65_536;

/**
 * Reads a PLY header and checks that the file is long enough for what it claims.
 * @param source - file name for errors
 * @throws DatasetError naming the byte at fault
 */
export function parsePlyHeader(bytes: Uint8Array, source: string): PlyHeader {
  const lines = headerLines(bytes, source);
  const fail = (line: { start: number; text: string }, expected: string): never => {
    throw plyError(source, line.start, `"${line.text.slice(0, 80)}"`, expected);
  };
  let format: PlyFormat | undefined;
  let textureFile: string | undefined;
  const elements: { name: string; count: number; properties: PlyProperty[]; start: number }[] = [];
  for (const line of lines.slice(1, -1)) {
    const words = line.text.trim().split(/\s+/);
    if (words[0] === 'comment' && words[1] === 'TextureFile') {
      textureFile = line.text.trim().replace(/^comment\s+TextureFile\s+/, '');
    } else if (words[0] === 'format') {
      if (format !== undefined || words[2] !== '1.0' || !isFormat(words[1])) {
        fail(line, 'one line "format ascii|binary_little_endian|binary_big_endian 1.0"');
      }
      format = words[1] as PlyFormat;
    } else if (words[0] === 'element') {
      const count = /^\d+$/.test(words[2] ?? '') ? Number(words[2]) : NaN;
      if (words.length !== 3 || !Number.isSafeInteger(count)) fail(line, '"element NAME COUNT"');
      elements.push({ name: words[1], count, properties: [], start: line.start });
    } else if (words[0] === 'property') {
      const element = elements.at(-1);
      const property = parseProperty(words);
      if (element === undefined || property === undefined) {
        fail(line, 'a property with known types after an element');
      } else {
        element.properties.push(property);
      }
    } else if (words[0] !== 'comment' && words[0] !== 'obj_info' && line.text.trim() !== '') {
      fail(line, 'a PLY header line');
    }
  }
  if (format === undefined) throw plyError(source, 0, 'no format line', 'a line "format ... 1.0"');
  const size = lines[lines.length - 1].end;
  checkClaims(elements, format, bytes.length - size, source);
  return { format, elements, textureFile, size };
}

/** @returns an error for a PLY file that names the byte */
export function plyError(source: string, offset: number, found: string, expected: string): DatasetError {
  return new DatasetError({
    file: source,
    field: `byte ${offset}`,
    found,
    expected,
    remedy: 'The mesh is damaged or not a PLY file: get it again or export it again.',
  });
}

interface HeaderLine {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function headerLines(bytes: Uint8Array, source: string): HeaderLine[] {
  const lines: HeaderLine[] = [];
  const limit = Math.min(bytes.length, LONGEST_HEADER);
  for (let start = 0; start < limit;) {
    let end = start;
    while (end < limit && bytes[end] !== 10) end++;
    if (end === limit) break;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start)
      .toString('latin1')
      .replace(/\r$/, '');
    if (lines.length === 0 && text !== 'ply') break;
    lines.push({ start, end: end + 1, text });
    if (text.trim() === 'end_header') return lines;
    start = end + 1;
  }
  if (lines.length === 0) throw plyError(source, 0, 'another first line', '"ply"');
  throw plyError(source, limit, 'no end of the header', `"end_header" within ${LONGEST_HEADER} bytes`);
}

function isFormat(word: string | undefined): word is PlyFormat {
  return word === 'ascii' || word === 'binary_little_endian' || word === 'binary_big_endian';
}

function parseProperty(words: readonly string[]): PlyProperty | undefined {
  const isList = words[1] === 'list';
  if (words.length !== (isList ? 5 : 3)) return undefined;
  const type = typeNames[words[isList ? 3 : 1]];
  const lengthType = isList ? typeNames[words[2]] : undefined;
  if (type === undefined || (isList && (lengthType === undefined || lengthType.startsWith('float')))) {
    return undefined;
  }
  return { name: words[words.length - 1], type, lengthType };
}

/** A count that the rest of the file cannot hold is refused before anything is allocated for it. */
function checkClaims(
  elements: readonly (PlyElement & { start: number })[],
  format: PlyFormat,
  available: number,
  source: string,
): void {
  let claimed = 0;
  for (const { name, count, properties, start } of elements) {
    // An ASCII number takes a digit and a separator; the file's last may lack the separator.
    const smallest = properties.reduce(
      (sum, { type, lengthType }) => sum + (format === 'ascii' ? 2 : plyTypeSizes[lengthType ?? type]),
      0,
    );
    if (smallest === 0 && count > 0) {
      throw plyError(source, start, `element ${name} without properties`, 'properties');
    }
    claimed += count * smallest;
    const room = format === 'ascii' ? available + 1 : available;
    if (claimed > room) {
      throw plyError(
        source,
        start,
        `${count} of element ${name}, which take at least ${claimed} bytes`,
        `no more than the ${available} bytes that follow the header`,
      );
    }
  }
}
