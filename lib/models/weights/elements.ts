import {
  elementArrays,
  type ElementArrayClass,
  type ElementType,
  type StoredTensor,
} from '../../common/safetensors';

type Elements = StoredTensor['data'];

/** @returns bytes of one element */
export function elementSize(dtype: ElementType): number {
  return elementArrays[dtype].BYTES_PER_ELEMENT;
}

/** @returns the elements that bytes hold, little-endian, as a copy */
export function decodeElements(dtype: ElementType, bytes: Uint8Array): Elements {
  const ElementArray = elementArrays[dtype] as ElementArrayClass<ElementType>;
  return new ElementArray(new Uint8Array(bytes).buffer, 0, bytes.length / elementSize(dtype));
}

/** @returns the bytes of elements, little-endian */
export function encodeElements(data: Elements): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
