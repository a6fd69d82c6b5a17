/** Where a JPEG file is not what it says. */
export interface JpegDamage {
  /** Such as `byte 623, compressed pixels` */
  readonly place: string;
  /** Absent where segments are whole, so that what is wrong is among the compressed pixels */
  readonly found?: string;
}

/** Second bytes of markers (ITU-T T.81, table B.1) */
const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;

/**
 * Looks for the first place of a JPEG file where no marker is or where a segment or the file is cut off.
 * @param bytes - of a file that begins as a JPEG does
 * @returns that place, or the last scan's where all segments are whole
 */
export function findJpegDamage(bytes: Buffer): JpegDamage {
  let scan: number | undefined;
  for (let start = 2; ;) {
    const place = `byte ${start}`;
    if (start + 2 > bytes.length) {
      return { place, found: `the file's end after ${bytes.length} bytes, before the end of the image` };
    }
    const marker = bytes[start + 1];
    if (bytes[start] !== 0xff) {
      return { place, found: `0x${bytes[start].toString(16).padStart(2, '0')} where a marker begins` };
    }
    if (marker === 0xff) {
      start++;
    } else if (marker === END_OF_IMAGE) {
      return scan === undefined
        ? { place, found: "the image's end before any pixels" }
        : { place: `byte ${scan}, compressed pixels` };
    } else if (marker === 0x01 || isRestart(marker)) {
      start += 2;
    } else {
      const length = start + 4 > bytes.length ? 0 : bytes.readUInt16BE(start + 2);
      const end = start + 2 + length;
      const segment = `${place}, segment 0xff${marker.toString(16).padStart(2, '0')}`;
      if (length < 2 || end > bytes.length) {
        return {
          place: segment,
          found: `${length} bytes claimed where ${bytes.length - start - 2} are left`,
        };
      }
      if (marker === START_OF_SCAN) {
        scan = end;
        start = endOfScan(bytes, end);
      } else {
        start = end;
      }
    }
  }
}

function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7;
}

/** Compressed pixels reach to the first marker that is neither a restart nor a stuffed 0xff. */
function endOfScan(bytes: Buffer, start: number): number {
  for (let at = start; at + 1 < bytes.length; at++) {
    const next = bytes[at + 1];
    if (bytes[at] === 0xff && next !== 0 && !isRestart(next)) return at;
  }
  return bytes.length;
}
