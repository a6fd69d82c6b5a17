import type { ElementType, StoredTensor } from '../../common/safetensors';

type Elements = StoredTensor['data'];

const arrays: Readonly<
  Record<ElementType, { readonly BYTES_PER_ELEMENT: number; new (buffer: ArrayBuffer): Elements }>
> = {
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

/** @returns bytes of one element */
export function elementSize(dtype: ElementType): number {
  return arrays[dtype].BYTES_PER_ELEMENT;
}

/** @returns the elements that bytes hold, little-endian, as a copy */
export function decodeElements(dtype: ElementType, bytes: Uint8Array): Elements {
  return new arrays[dtype](new Uint8Array(bytes).buffer);
}

/** @returns the bytes of elements, little-endian */
export function encodeElements(data: Elements): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
