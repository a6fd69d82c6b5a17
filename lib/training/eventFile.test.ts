import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buf as crc32c } from 'crc-32/crc32c';
import { BinaryReader } from 'google-protobuf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EnvironmentError, NumericalError } from '../common/errors';
import { openEventFile } from './eventFile';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'events-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** TFRecord's checksum: CRC-32C, rotated and shifted. */
function maskedChecksum(bytes: Uint8Array): number {
  const checksum = crc32c(bytes) >>> 0;
  return (((checksum >>> 15) | (checksum << 17)) + 0xa282ead8) >>> 0;
}

/** Records of a TFRecord file: length, its checksum, bytes, their checksum. */
function records(bytes: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let offset = 0; offset < bytes.length;) {
    const length = Number(bytes.readBigUInt64LE(offset));
    const data = bytes.subarray(offset + 12, offset + 12 + length);
    expect(bytes.readUInt32LE(offset + 8)).toBe(maskedChecksum(bytes.subarray(offset, offset + 8)));
    expect(bytes.readUInt32LE(offset + 12 + length)).toBe(maskedChecksum(data));
    found.push(data);
    offset += 16 + length;
  }
  return found;
}

/** Fields of a protobuf message by number, each raw. */
function fields(bytes: Uint8Array): Map<number, Uint8Array | number> {
  const reader = new BinaryReader(bytes);
  const found = new Map<number, Uint8Array | number>();
  while (reader.nextField()) {
    const readers = [
      () => reader.readInt64(),
      () => reader.readDouble(),
      () => reader.readBytes() as Uint8Array,
    ];
    const wireType = reader.getWireType() as number;
    found.set(reader.getFieldNumber(), wireType === 5 ? reader.readFloat() : readers[wireType]());
  }
  return found;
}

describe('event file', () => {
  it('holds what TensorBoard expects: checked records, the version first, then scalars', async () => {
    const run = join(folder, 'run');
    const events = openEventFile(run);
    events.scalar('training/loss', 0.5, 1);
    events.scalar('training/loss', 0.25, 300);
    events.flush();
    const [name] = await readdir(run);
    expect(name).toMatch(/^events\.out\.tfevents\.\d+\..+/);
    const [version, ...points] = records(await readFile(join(run, name))).map(fields);
    expect(Buffer.from(version.get(3) as Uint8Array).toString()).toBe('brain.Event:2');
    const read = points.map((event) => {
      const value = fields(fields(event.get(5) as Uint8Array).get(1) as Uint8Array);
      const tag = Buffer.from(value.get(1) as Uint8Array).toString();
      return { tag, step: event.get(2), value: value.get(2) };
    });
    expect(read).toEqual([
      { tag: 'training/loss', step: 1, value: 0.5 },
      { tag: 'training/loss', step: 300, value: 0.25 },
    ]);
  });

  it('refuses values that are not finite and folders that cannot be made', async () => {
    const events = openEventFile(join(folder, 'finite'));
    expect(() => {
      events.scalar('loss', NaN, 3);
    }).toThrow(NumericalError);
    const blocked = join(folder, 'blocked');
    await writeFile(blocked, '');
    expect(() => openEventFile(join(blocked, 'run'))).toThrow(EnvironmentError);
  });
});
