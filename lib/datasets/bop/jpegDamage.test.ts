import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { DatasetError } from '../../common/errors';
import { decodeImage } from './imageDecoding';

async function photo(): Promise<Buffer> {
  const data = Uint8Array.from({ length: 3 * 64 * 48 }, (_, at) => (at * 37) % 251);
  return sharp(data, { raw: { width: 64, height: 48, channels: 3 } })
    .jpeg()
    .toBuffer();
}

/** Where the compressed pixels begin */
function scanOf(jpeg: Buffer): number {
  const marker = jpeg.indexOf(Buffer.from([0xff, 0xda]));
  return marker + 2 + jpeg.readUInt16BE(marker + 2);
}

const fault = (bytes: Buffer) =>
  decodeImage(bytes, 'photo.jpg', { width: 64, height: 48 }).then(
    () => undefined,
    (error: unknown) => (error as DatasetError).problem,
  );

describe('a damaged JPEG', () => {
  it('is named with the byte where it is cut off', async () => {
    const jpeg = await photo();
    const cut = scanOf(jpeg) + 200;
    expect(await fault(jpeg)).toBeUndefined();
    expect(await fault(jpeg.subarray(0, cut))).toMatchObject({ file: 'photo.jpg', field: `byte ${cut}` });
  });

  it('is named with the segment that claims more than there is, and the byte where no marker is', async () => {
    const jpeg = await photo();
    const table = jpeg.indexOf(Buffer.from([0xff, 0xc4]));
    const claim = Buffer.from(jpeg);
    claim.writeUInt16BE(65_535, table + 2);
    expect(await fault(claim)).toMatchObject({ field: `byte ${table}, segment 0xffc4` });
    const stray = Buffer.from(jpeg);
    stray[table] = 0x12;
    expect(await fault(stray)).toMatchObject({ field: `byte ${table}` });
  });

  it('is named with its compressed pixels where segments are whole', async () => {
    const jpeg = await photo();
    const scan = scanOf(jpeg);
    const damaged = Buffer.concat([jpeg.subarray(0, scan + 100), jpeg.subarray(-2)]);
    expect(await fault(damaged)).toMatchObject({ field: `byte ${scan}, compressed pixels` });
  });
});
