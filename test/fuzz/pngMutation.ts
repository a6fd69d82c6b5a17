import { buf as crc32 } from 'crc-32';
import { mutateBinary, pick, type Mutation } from './mutation';

/** Bytes before the first chunk */
const SIGNATURE = 8;

/**
 * Damages a PNG file: half of the time as any file, which its checksums show, half of the time within a chunk whose checksum is
 * made right again, so that what is behind the checksums meets the damage.
 */
export const mutatePng: Mutation = (random, bytes) => {
  if (random.integer(2) === 0) return mutateBinary(random, bytes);
  const chunks = chunksOf(bytes);
  const { start, length } = pick(random, chunks);
  const content = Buffer.from(bytes.subarray(start + 8, start + 8 + length));
  const damaged = length === 0 ? Buffer.from([random.integer(256)]) : mutateBinary(random, content);
  const typed = Buffer.concat([bytes.subarray(start + 4, start + 8), damaged]);
  const head = Buffer.alloc(4);
  const tail = Buffer.alloc(4);
  head.writeUInt32BE(damaged.length);
  tail.writeInt32BE(crc32(typed));
  return Buffer.concat([bytes.subarray(0, start), head, typed, tail, bytes.subarray(start + 12 + length)]);
};

/** Where the chunks of an undamaged file lie; a chunk is its length, its type, its content and its checksum. */
function chunksOf(bytes: Buffer): { start: number; length: number }[] {
  const chunks: { start: number; length: number }[] = [];
  for (let start = SIGNATURE; start < bytes.length;) {
    const length = bytes.readUInt32BE(start);
    chunks.push({ start, length });
    start += 12 + length;
  }
  return chunks;
}
