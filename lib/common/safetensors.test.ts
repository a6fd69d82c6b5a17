import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CheckpointError } from './errors';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from './safetensors';

const fixture = join(__dirname, '../../test/fixtures/safetensors/python.safetensors');

/** A file with the header and data given, whatever they are worth. */
function assemble(header: string | object, dataBytes: number): Uint8Array {
  const text = typeof header === 'string' ? header : JSON.stringify(header);
  const json = new TextEncoder().encode(text);
  const bytes = new Uint8Array(8 + json.byteLength + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.byteLength), true);
  bytes.set(json, 8);
  return bytes;
}

function faultOf(bytes: Uint8Array): string {
  try {
    decodeSafetensors(bytes, 'x.safetensors');
  } catch (error) {
    expect(error).toBeInstanceOf(CheckpointError);
    return (error as CheckpointError).message;
  }
  throw new Error('was read without complaint');
}

describe('safetensors', () => {
  it('reads what the Python package wrote', () => {
    const { tensors, metadata } = decodeSafetensors(readFileSync(fixture), fixture);
    expect(metadata).toEqual(new Map([['note', 'Grüße']]));
    const weights = Float32Array.from({ length: 12 }, (_, index) => index / 4 - 1);
    expect(tensors.get('backbone.conv.weight')).toEqual({ dtype: 'F32', shape: [2, 3, 1, 2], data: weights });
    expect(tensors.get('double')?.data).toEqual(Float64Array.of(1 / 3, -2.5e300));
    expect(tensors.get('half')?.data).toEqual(Uint16Array.of(0x3e00, 0xc000));
    expect(tensors.get('steps')?.data).toEqual(BigInt64Array.of(1n, -2n, 2n ** 40n));
    expect(tensors.get('counts')?.data).toEqual(Int32Array.of(7, -7));
    expect(tensors.get('bytes')?.data).toEqual(Uint8Array.of(0, 1, 2, 3, 4));
    expect(tensors.get('mask')).toEqual({ dtype: 'BOOL', shape: [3], data: Uint8Array.of(1, 0, 1) });
    expect(tensors.get('scalar')).toEqual({ dtype: 'F32', shape: [], data: Float32Array.of(0.25) });
    expect(tensors.get('empty')).toEqual({ dtype: 'F32', shape: [0, 4], data: new Float32Array(0) });
    expect(tensors.size).toBe(9);
  });

  it('writes what the Python package wrote, byte for byte', () => {
    const { tensors, metadata } = decodeSafetensors(readFileSync(fixture), fixture);
    expect(encodeSafetensors(tensors, metadata)).toEqual(new Uint8Array(readFileSync(fixture)));
  });

  it('reads back what it wrote, at any alignment, and writes equal content as equal bytes', () => {
    const { tensors } = decodeSafetensors(readFileSync(fixture), fixture);
    const metadata = new Map([
      ['b', '1'],
      ['a', '2'],
    ]);
    const bytes = encodeSafetensors(tensors, metadata);
    const reversed = encodeSafetensors(new Map([...tensors].reverse()), new Map([...metadata].reverse()));
    expect(reversed).toEqual(bytes);
    const shifted = new Uint8Array(bytes.byteLength + 1);
    shifted.set(bytes, 1);
    expect(decodeSafetensors(bytes, 'a').tensors).toEqual(tensors);
    expect(decodeSafetensors(shifted.subarray(1), 'b')).toEqual({ tensors, metadata });
  });

  it('refuses to write a tensor whose shape and data disagree', () => {
    const tensor: StoredTensor = { dtype: 'F32', shape: [3], data: new Float32Array(2) };
    expect(() => encodeSafetensors(new Map([['w', tensor]]), new Map())).toThrow(RangeError);
  });

  const tensor = (dtype: string, shape: number[], begin: number, end: number): object => ({
    dtype,
    shape,
    data_offsets: [begin, end],
  });
  it.each([
    ['a short file', new Uint8Array(5), /byte 0: found 5 bytes/],
    ['a header beyond the file', Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 127), /header length of 9/],
    ['broken JSON', assemble('{"a":', 0), /byte 8/],
    ['JSON that is no object', assemble('"abc"', 0), /a JSON object/],
    ['text that is not UTF-8', assemble('{}', 0).fill(0xff, 8), /not UTF-8/],
    ['an unknown element type', assemble({ w: tensor('F31', [1], 0, 4) }, 4), /"w", dtype: found "F31"/],
    ['a negative size', assemble({ w: tensor('F32', [-1], 0, 4) }, 4), /"w", shape, 0: found/],
    ['an unknown field', assemble({ w: { ...tensor('U8', [1], 0, 1), x: 1 } }, 1), /"w"/],
    ['a wrong size', assemble({ w: tensor('F32', [2], 0, 4) }, 4), /tensor "w", byte 62: found 4 bytes/],
    ['a huge shape', assemble({ w: tensor('F32', [2 ** 52, 2 ** 52], 0, 4) }, 4), /found 4 bytes/],
    ['a gap', assemble({ w: tensor('U8', [1], 1, 2) }, 2), /offsets 1 to 2/],
    ['an end beyond the file', assemble({ w: tensor('U8', [9], 0, 9) }, 2), /offsets 0 to 9/],
    ['an end before its beginning', assemble({ w: tensor('U8', [0], 1, 0) }, 2), /offsets 1 to 0/],
    [
      'an overlap',
      assemble({ v: tensor('U8', [2], 0, 2), w: tensor('U8', [2], 1, 3) }, 3),
      /"w".*offsets 1 to 3/,
    ],
    ['bytes of no tensor', assemble({ w: tensor('U8', [1], 0, 1) }, 3), /2 bytes that belong to no tensor/],
    ['metadata that is no text', assemble({ __metadata__: { a: 1 } }, 0), /__metadata__/],
    ['a truth value of 2', assemble({ w: tensor('BOOL', [1], 0, 1) }, 1).fill(2, -1), /"w".*the byte 2/],
    [
      'a name that stands twice, once escaped',
      assemble(
        '{"w":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"\\u0077":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}',
        0,
      ),
      /byte 61: found "w" a second time/,
    ],
    ['deep nesting', assemble(`{"__metadata__":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, 0), /an array/],
  ])('names the fault: %s', (_label, bytes, message) => {
    expect(faultOf(bytes)).toMatch(message);
  });
});
