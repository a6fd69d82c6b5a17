/*
 * The safetensors format (https://github.com/huggingface/safetensors): 8 bytes with the header's length, a JSON header
 * that says where each tensor lies, then the tensors' bytes, little-endian and without gaps.
 */
import { CheckpointError } from './errors';
import { parseSafetensorsHeader, type TensorEntry } from './safetensorsHeader';

/** The array that holds each element type is held in; F16 and BF16 are held as their bit patterns. */
interface ElementArrays {
  U64: BigUint64Array;
  I64: BigInt64Array;
  F64: Float64Array;
  F32: Float32Array;
  U32: Uint32Array;
  I32: Int32Array;
  BF16: Uint16Array;
  F16: Uint16Array;
  U16: Uint16Array;
  I16: Int16Array;
  I8: Int8Array;
  U8: Uint8Array;
  BOOL: Uint8Array;
}

/** Element type, in the format's own spelling. */
export type ElementType = keyof ElementArrays;

/** Makes an array of an element type over a buffer. */
export type ElementArrayClass<T extends ElementType> = {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, offset: number, length: number): ElementArrays[T];
};

/** A named array as stored, independent of any tensor library. */
export type StoredTensor = {
  [T in ElementType]: {
    readonly dtype: T;
    readonly shape: readonly number[];
    /** As many elements as the product of the shape, last dimension fastest */
    readonly data: ElementArrays[T];
  };
}[ElementType];

/** Tensors by name. */
export type TensorMap = ReadonlyMap<string, StoredTensor>;

/** What a safetensors file holds. */
export interface SafetensorsContent {
  readonly tensors: Map<string, StoredTensor>;
  readonly metadata: Map<string, string>;
}

/** In the order in which tensors lie in a file: aligned without padding, and as the Python package writes them. */
export const elementArrays: { [T in ElementType]: ElementArrayClass<T> } = {
  U64: BigUint64Array,
  I64: BigInt64Array,
  F64: Float64Array,
  F32: Float32Array,
  U32: Uint32Array,
  I32: Int32Array,
  BF16: Uint16Array,
  F16: Uint16Array,
  U16: Uint16Array,
  I16: Int16Array,
  I8: Int8Array,
  U8: Uint8Array,
  BOOL: Uint8Array,
};
const elementTypes = Object.keys(elementArrays);
const elementBytes = Object.fromEntries(
  Object.entries(elementArrays).map(([dtype, { BYTES_PER_ELEMENT }]) => [dtype, BYTES_PER_ELEMENT]),
) as Record<ElementType, number>;

/**
 * Lays out a safetensors file. Equal content gives equal bytes: tensors lie by element type, then name.
 * @throws RangeError when a tensor's shape and data disagree
 */
export function encodeSafetensors(tensors: TensorMap, metadata: ReadonlyMap<string, string>): Uint8Array {
  const header = encodeSafetensorsHeader(tensors, metadata);
  const ordered = inFileOrder(tensors);
  const size = ordered.reduce((sum, [, { data }]) => sum + data.byteLength, header.byteLength);
  const bytes = new Uint8Array(size);
  bytes.set(header);
  let offset = header.byteLength;
  for (const [, { data }] of ordered) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}

/** @returns the part of {@link encodeSafetensors} that comes before the tensors' bytes, a multiple of 8 bytes long */
export function encodeSafetensorsHeader(
  tensors: TensorMap,
  metadata: ReadonlyMap<string, string>,
): Uint8Array {
  const entries: [string, unknown][] = [];
  if (metadata.size > 0) {
    const sorted = [...metadata].sort(([a], [b]) => compareText(a, b));
    entries.push(['__metadata__', Object.fromEntries(sorted)]);
  }
  let offset = 0;
  for (const [name, { dtype, shape, data }] of inFileOrder(tensors)) {
    const elements = shape.reduce((product, size) => product * size, 1);
    if (elements !== data.length || name === '__metadata__') {
      throw new RangeError(`tensor ${name}: shape [${shape.join(', ')}], ${data.length} elements`);
    }
    entries.push([name, { dtype, shape, data_offsets: [offset, (offset += data.byteLength)] }]);
  }
  const body = entries.map(([name, entry]) => `${JSON.stringify(name)}:${JSON.stringify(entry)}`).join(',');
  const json = new TextEncoder().encode(`{${body}}`);
  const length = Math.ceil(json.byteLength / 8) * 8;
  const bytes = new Uint8Array(8 + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(json, 8);
  return bytes;
}

/**
 * Reads a safetensors file. Aligned tensors are views of the bytes, the others copies.
 * @param file - name of the file, for messages
 * @throws CheckpointError that names the tensor and the byte at fault
 */
export function decodeSafetensors(bytes: Uint8Array, file: string): SafetensorsContent {
  const { entries, metadata, dataStart } = parseSafetensorsHeader(bytes, file, elementBytes);
  const tensors = new Map<string, StoredTensor>();
  for (const entry of entries) tensors.set(entry.name, tensorAt(bytes, dataStart, entry, file));
  return { tensors, metadata };
}

function tensorAt(bytes: Uint8Array, dataStart: number, entry: TensorEntry, file: string): StoredTensor {
  const { name, dtype, shape, begin, end } = entry;
  const ElementArray = elementArrays[dtype] as ElementArrayClass<ElementType>;
  const aligned = (bytes.byteOffset + dataStart + begin) % ElementArray.BYTES_PER_ELEMENT === 0;
  const raw = bytes.subarray(dataStart + begin, dataStart + end);
  const { buffer, byteOffset } = aligned ? raw : new Uint8Array(raw);
  const data = new ElementArray(buffer, byteOffset, (end - begin) / ElementArray.BYTES_PER_ELEMENT);
  if (dtype === 'BOOL') checkTruthValues(raw, name, dataStart + begin, file);
  return { dtype, shape, data } as StoredTensor;
}

function checkTruthValues(raw: Uint8Array, name: string, start: number, file: string): void {
  const fault = raw.findIndex((value) => value > 1);
  if (fault < 0) return;
  throw new CheckpointError({
    file,
    field: `tensor ${JSON.stringify(name)}, byte ${start + fault}`,
    found: `the byte ${raw[fault]}`,
    expected: '0 or 1, as the element type is BOOL',
    remedy: 'The file is damaged: restore it, or make it again.',
  });
}

function inFileOrder(tensors: TensorMap): [string, StoredTensor][] {
  return [...tensors].sort(
    ([a, left], [b, right]) =>
      elementTypes.indexOf(left.dtype) - elementTypes.indexOf(right.dtype) || compareText(a, b),
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
