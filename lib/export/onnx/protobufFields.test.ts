import { BinaryWriter } from 'google-protobuf';
import { expect, it } from 'vitest';
import { protobufFields } from './protobufFields';

it('reads numbers and bytes as they are written, unknown fields too', () => {
  const writer = new BinaryWriter();
  writer.writeInt64(1, 300);
  writer.writeString(2, 'a name');
  writer.writeFloat(3, 1.5);
  writer.writeDouble(1000, -2);
  writer.writeInt64(4, -1);
  const fields = protobufFields(writer.getResultBuffer());
  expect(fields.map(({ number }) => number)).toEqual([1, 2, 3, 1000, 4]);
  expect(fields[0].value).toBe(300n);
  expect(new TextDecoder().decode(fields[1].value as Uint8Array)).toBe('a name');
  expect(fields[2].value).toHaveLength(4);
  expect(fields[3].value).toHaveLength(8);
  expect(BigInt.asIntN(64, fields[4].value as bigint)).toBe(-1n);
  expect(protobufFields(new Uint8Array())).toEqual([]);
});

it.each([
  ['a number that is cut', [0x08, 0x80], /within a number, byte 2/],
  ['a number without end', [0x08, ...new Array<number>(11).fill(0x80)], /more than 10 bytes/],
  ['bytes beyond the end', [0x12, 0x05, 0x61], /5 bytes beyond the end/],
  ['a length of gigabytes', [0x12, 0xff, 0xff, 0xff, 0xff, 0x0f], /4294967295 bytes beyond/],
  ['a group', [0x0b, 0x08, 0x01, 0x0c], /the tag 11, byte 0/],
  ['a field 0', [0x00, 0x00], /the tag 0/],
  ['a fixed number that is cut', [0x0d, 0x00], /4 bytes beyond the end/],
])('refuses %s', (_name, bytes, message) => {
  expect(() => protobufFields(Uint8Array.from(bytes))).toThrow(message);
});
