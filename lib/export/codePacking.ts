/** Ternary codes go five to a byte, as 3^5 = 243 fits in one: 1.6 bits a weight. */
const tritsPerByte = 5;

/** @returns bits that a code of so many levels takes: 1.6 for three levels, else whole bits */
export function packedWidth(levels: number): number {
  return levels === 3 ? 8 / tritsPerByte : Math.max(1, Math.ceil(Math.log2(levels)));
}

/** @returns bytes that so many codes take */
export function packedBytes(count: number, levels: number): number {
  return levels === 3 ? Math.ceil(count / tritsPerByte) : Math.ceil((count * packedWidth(levels)) / 8);
}

/**
 * Packs the places of levels without gaps: five ternary ones to a byte, the first the lowest digit; others as a stream of
 * bits that begins at the lowest bit of each byte.
 * @param places - 0 to levels - 1
 * @param levels - 1 to 256
 */
export function packCodes(places: ArrayLike<number>, levels: number): Uint8Array {
  const bytes = new Uint8Array(packedBytes(places.length, levels));
  if (levels === 3) {
    for (let index = places.length - 1; index >= 0; index--) {
      const byte = Math.floor(index / tritsPerByte);
      bytes[byte] = 3 * bytes[byte] + places[index];
    }
    return bytes;
  }
  const width = packedWidth(levels);
  for (let index = 0; index < places.length; index++) {
    const bit = index * width;
    const shifted = places[index] << (bit & 7);
    bytes[bit >> 3] |= shifted;
    if (shifted > 255) bytes[(bit >> 3) + 1] |= shifted >> 8;
  }
  return bytes;
}

/**
 * Reads back what {@link packCodes} wrote.
 * @param count - of codes
 */
export function unpackCodes(bytes: Uint8Array, count: number, levels: number): Uint8Array {
  const places = new Uint8Array(count);
  if (levels === 3) {
    for (let index = 0; index < count; index++) {
      places[index] = Math.floor(bytes[Math.floor(index / tritsPerByte)] / 3 ** (index % tritsPerByte)) % 3;
    }
    return places;
  }
  const width = packedWidth(levels);
  const mask = 2 ** width - 1;
  for (let index = 0; index < count; index++) {
    const bit = index * width;
    const next = (bit >> 3) + 1 < bytes.length ? bytes[(bit >> 3) + 1] : 0;
    places[index] = ((bytes[bit >> 3] | (next << 8)) >> (bit & 7)) & mask;
  }
  return places;
}
