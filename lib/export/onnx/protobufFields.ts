/*
 * Reads the fields of a protobuf message (https://protobuf.dev/programming-guides/encoding). The library that writes them is not
 * used to read: a damaged file of half a kilobyte keeps its reader busy for minutes.
 */

/** A field's number, and what it holds: a whole number, or bytes. */
export interface ProtobufField {
  readonly number: number;
  readonly value: bigint | Uint8Array;
}

/** Bytes of a number, at most. */
const longestNumber = 10;

/**
 * @returns the fields of a message in their order
 * @throws RangeError naming the byte where the message is cut or is none; groups are not read
 */
export function protobufFields(bytes: Uint8Array): ProtobufField[] {
  const fields: ProtobufField[] = [];
  let at = 0;
  const number = (): bigint => {
    let value = 0n;
    for (let length = 0; length < longestNumber; length++) {
      if (at >= bytes.length) throw new RangeError(`the end within a number, byte ${at}`);
      const byte = bytes[at++];
      value |= BigInt(byte & 127) << BigInt(7 * length);
      if (byte < 128) return value;
    }
    throw new RangeError(`a number of more than ${longestNumber} bytes, byte ${at}`);
  };
  const take = (length: bigint): Uint8Array => {
    if (length > BigInt(bytes.length - at))
      throw new RangeError(`${length} bytes beyond the end, byte ${at}`);
    at += Number(length);
    return bytes.subarray(at - Number(length), at);
  };
  while (at < bytes.length) {
    const start = at;
    const tag = number();
    const value = valueOf(Number(tag & 7n), number, take);
    if (value === undefined || tag < 8n || tag >> 32n > 0n)
      throw new RangeError(`the tag ${tag}, byte ${start}`);
    fields.push({ number: Number(tag >> 3n), value });
  }
  return fields;
}

/** By wire type; undefined for groups and types that there are none of. */
function valueOf(
  type: number,
  number: () => bigint,
  take: (length: bigint) => Uint8Array,
): ProtobufField['value'] | undefined {
  switch (type) {
    case 0:
      return number();
    case 1:
      return take(8n);
    case 2:
      return take(number());
    case 5:
      return take(4n);
    default:
      return undefined;
  }
}
