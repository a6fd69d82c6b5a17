import { createScanner, SyntaxKind } from 'jsonc-parser';
import { z } from 'zod';
import { CheckpointError } from './errors';
import type { ElementType } from './safetensors';

/** Where one tensor lies, in bytes after the header. */
export interface TensorEntry {
  readonly name: string;
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/** A header that fits its file: the tensors cover the bytes after it exactly once. */
export interface SafetensorsHeader {
  /** In the order of the bytes */
  readonly entries: TensorEntry[];
  readonly metadata: Map<string, string>;
  /** First byte after the header */
  readonly dataStart: number;
}

const count = z.number().int().min(0);
const entrySchema = z.strictObject({
  dtype: z.string(),
  shape: z.array(count),
  data_offsets: z.tuple([count, count]),
});

/**
 * Reads the header of a safetensors file and checks it against the file.
 * @param bytes - the whole file
 * @param elementBytes - bytes an element, for each known element type
 * @throws CheckpointError that names the tensor and the byte at fault
 */
export function parseSafetensorsHeader(
  bytes: Uint8Array,
  file: string,
  elementBytes: Readonly<Record<ElementType, number>>,
): SafetensorsHeader {
  const dataStart = readHeaderLength(bytes, file);
  const text = decodeText(bytes.subarray(8, dataStart), file);
  const header = parseObject(text, file);
  checkDuplicates(text, file);
  const entries: TensorEntry[] = [];
  let metadata = new Map<string, string>();
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') metadata = parseMetadata(value, file);
    else entries.push(parseEntry(name, value, file, elementBytes));
  }
  checkCoverage(entries, bytes.byteLength, dataStart, file, elementBytes);
  return { entries, metadata, dataStart };
}

function readHeaderLength(bytes: Uint8Array, file: string): number {
  if (bytes.byteLength < 8) {
    throw damaged(file, 'byte 0', `${bytes.byteLength} bytes`, 'the 8 bytes of the header length');
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > BigInt(bytes.byteLength - 8)) {
    const expected = `at most ${bytes.byteLength - 8}, as the file has ${bytes.byteLength} bytes`;
    throw damaged(file, 'byte 0', `a header length of ${length}`, expected);
  }
  return 8 + Number(length);
}

function decodeText(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw damaged(file, 'header, byte 8', 'bytes that are not UTF-8', 'a JSON header');
  }
}

function parseObject(text: string, file: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw damaged(file, 'header, byte 8', (cause as Error).message, 'a JSON header');
  }
  if (!text.startsWith('{') || typeof value !== 'object' || value === null) {
    throw damaged(file, 'header, byte 8', JSON.stringify(text.slice(0, 20)), 'a JSON object');
  }
  return value as Record<string, unknown>;
}

/** JSON.parse keeps the last of two equal names in silence: the tokens of the text, known to be valid, show both. */
function checkDuplicates(text: string, file: string): void {
  const scanner = createScanner(text, true);
  const open: (Set<string> | undefined)[] = [];
  let previous = { value: '', offset: 0 };
  for (let kind = scanner.scan(); kind !== SyntaxKind.EOF; kind = scanner.scan()) {
    if (kind === SyntaxKind.OpenBraceToken) open.push(new Set());
    else if (kind === SyntaxKind.OpenBracketToken) open.push(undefined);
    else if (kind === SyntaxKind.CloseBraceToken || kind === SyntaxKind.CloseBracketToken) open.pop();
    else if (kind === SyntaxKind.ColonToken) {
      const names = open[open.length - 1];
      if (names?.has(previous.value)) {
        const byte = 8 + new TextEncoder().encode(text.slice(0, previous.offset)).byteLength;
        const found = `${JSON.stringify(previous.value)} a second time`;
        throw damaged(file, `header, byte ${byte}`, found, 'each name once');
      }
      names?.add(previous.value);
    }
    previous = { value: scanner.getTokenValue(), offset: scanner.getTokenOffset() };
  }
}

function parseMetadata(value: unknown, file: string): Map<string, string> {
  const outcome = z.record(z.string(), z.string()).safeParse(value);
  if (!outcome.success) {
    throw damaged(file, 'header, __metadata__', describeValue(value), 'names with texts');
  }
  return new Map(Object.entries(value as Record<string, string>));
}

function parseEntry(
  name: string,
  value: unknown,
  file: string,
  elementBytes: Readonly<Record<string, number>>,
): TensorEntry {
  const field = `header (byte 8), tensor ${JSON.stringify(name)}`;
  const outcome = entrySchema.safeParse(value);
  if (!outcome.success) {
    const { path, message } = outcome.error.issues[0];
    const place = [field, ...path.map(String)].join(', ');
    throw damaged(file, place, describeValue(value), message);
  }
  const { dtype, shape, data_offsets } = outcome.data;
  if (!Object.hasOwn(elementBytes, dtype)) {
    const expected = `one of ${Object.keys(elementBytes).join(', ')}`;
    throw damaged(file, `${field}, dtype`, JSON.stringify(dtype), expected);
  }
  return { name, dtype: dtype as ElementType, shape, begin: data_offsets[0], end: data_offsets[1] };
}

/** Sorts the entries by their bytes; each must have the size of its shape, begin where the last one ended, and the last one end the file. */
function checkCoverage(
  entries: TensorEntry[],
  fileSize: number,
  dataStart: number,
  file: string,
  elementBytes: Readonly<Record<string, number>>,
): void {
  entries.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let covered = 0;
  for (const { name, dtype, shape, begin, end } of entries) {
    const field = `tensor ${JSON.stringify(name)}, byte ${dataStart + begin}`;
    if (begin !== covered || end < begin || dataStart + end > fileSize) {
      const expected = `offsets from ${covered} up to at most ${fileSize - dataStart}, without gap or overlap`;
      throw damaged(file, field, `data offsets ${begin} to ${end}`, expected);
    }
    const size = shape.reduce((product, length) => product * length, elementBytes[dtype]);
    if (size !== end - begin) {
      const expected = `${size} bytes for ${dtype} of shape [${shape.join(', ')}]`;
      throw damaged(file, field, `${end - begin} bytes`, expected);
    }
    covered = end;
  }
  if (dataStart + covered !== fileSize) {
    const found = `${fileSize - dataStart - covered} bytes that belong to no tensor`;
    throw damaged(file, `byte ${dataStart + covered}`, found, 'the end of the file');
  }
}

/** Looks at one level only: a damaged header may nest deeper than the stack. */
function describeValue(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) {
    return `an object with the names ${Object.keys(value).slice(0, 5).join(', ')}`;
  }
  return JSON.stringify(value).slice(0, 80);
}

function damaged(file: string, field: string, found: string, expected: string): CheckpointError {
  const remedy = 'The file is damaged or is no safetensors file: restore it, or make it again.';
  return new CheckpointError({ file, field, found, expected, remedy });
}
