import { expect, it } from 'vitest';
import { Random } from '../common/random';
import { packCodes, packedBytes, packedWidth, unpackCodes } from './codePacking';

it.each([1, 2, 3, 4, 5, 7, 8, 15, 16, 63, 127, 128, 255, 256])('has %i levels back', (levels) => {
  const random = Random.derive(levels, 'codes');
  for (let count = 0; count < 23; count++) {
    const places = Uint8Array.from({ length: count }, () => Math.floor(random.uniform() * levels));
    const packed = packCodes(places, levels);
    expect(packed).toHaveLength(packedBytes(count, levels));
    expect(unpackCodes(packed, count, levels)).toEqual(places);
  }
});

it('takes 1.6 bits for three levels and whole bits for others', () => {
  expect([2, 3, 4, 7, 15, 255, 256].map(packedWidth)).toEqual([1, 1.6, 2, 3, 4, 8, 8]);
  expect(packCodes([1, 0, 2, 0, 1], 3)).toEqual(Uint8Array.of(1 + 2 * 9 + 81));
  expect(packCodes([1, 2, 3], 7)).toEqual(Uint8Array.of(0b11010001, 0));
});
