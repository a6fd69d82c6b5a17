/** Kinds of images that are read. */
export type ImageKind = 'PNG' | 'JPEG' | 'TIFF';

/** TIFF's tag of how strips and tiles are compressed */
const COMPRESSION_TAG = 259;
/** Old and new way of JPEG within TIFF */
const jpegCompressions = [6, 7];

/** @returns what a file is by its first bytes, whatever its name; undefined for kinds that are not read */
export function imageKindOf(bytes: Buffer): ImageKind | undefined {
  const start = bytes.toString('latin1', 0, 8);
  if (start === '\x89PNG\r\n\x1a\n') return 'PNG';
  if (start.startsWith('\xff\xd8\xff')) return 'JPEG';
  return start.startsWith('II*\0') || start.startsWith('MM\0*') ? 'TIFF' : undefined;
}

/**
 * @param bytes - of a TIFF file
 * @returns whether a directory of the file says that its pixels are compressed as JPEG, where libvips before 8.18.3 left its
 * buffers (CVE-2026-35591)
 */
export function isJpegInTiff(bytes: Buffer): boolean {
  const isLittle = bytes[0] === 0x49;
  const short = (at: number) => (isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const long = (at: number) => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const seen = new Set<number>();
  for (let at = bytes.length < 8 ? 0 : long(4); at !== 0 && at + 2 <= bytes.length && !seen.has(at);) {
    seen.add(at);
    const end = at + 2 + 12 * short(at);
    for (let entry = at + 2; entry < end && entry + 12 <= bytes.length; entry += 12)
      if (short(entry) === COMPRESSION_TAG && jpegCompressions.includes(short(entry + 8))) return true;
    at = end + 4 <= bytes.length ? long(end) : 0;
  }
  return false;
}
