import { crc32 } from 'node:zlib';

/** Where a PNG file is not what it says. */
export interface PngDamage {
  /** Such as `byte 33, chunk IDAT` */
  readonly place: string;
  readonly found: string;
}

/** Bytes of the signature; of a chunk's length and type before its content; of its checksum behind it */
const SIGNATURE = 8;
const HEAD = 8;
const CHECKSUM = 4;

/**
 * Looks for the first chunk of a PNG file that is cut off or does not fit its checksum.
 * @param bytes - of a file that begins as a PNG does
 * @returns undefined where all chunks are whole: what is wrong is in their content
 */
export function findPngDamage(bytes: Buffer): PngDamage | undefined {
  for (let start = SIGNATURE; ;) {
    if (start + HEAD > bytes.length) {
      return {
        place: `byte ${start}`,
        found: `the file's end after ${bytes.length} bytes, before its last chunk`,
      };
    }
    const length = bytes.readUInt32BE(start);
    const type = bytes.toString('latin1', start + 4, start + HEAD);
    const place = `byte ${start}, chunk ${JSON.stringify(type).slice(1, -1)}`;
    const end = start + HEAD + length;
    if (end + CHECKSUM > bytes.length) {
      return {
        place,
        found: `${length} bytes claimed where ${Math.max(0, bytes.length - start - HEAD - CHECKSUM)} are`,
      };
    }
    if (crc32(bytes.subarray(start + 4, end)) !== bytes.readUInt32BE(end)) {
      return { place, found: 'content that does not fit its checksum' };
    }
    if (type === 'IEND') return undefined;
    start = end + CHECKSUM;
  }
}
