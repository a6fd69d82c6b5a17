import { expect, it } from 'vitest';
import { eraseInstances } from './instanceErasure';

it('blackens what an instance covers with a margin, up to the border, and nothing else', () => {
  const width = 6;
  const image = new Uint8Array(3 * width * 5).fill(9);
  const instanceMap = new Uint8Array(width * 5);
  instanceMap[2 * width + 5] = 1;
  const erased = eraseInstances(image, instanceMap, width, 1);
  const black = Array.from({ length: width * 5 }, (_, pixel) => pixel).filter(
    (pixel) => erased[3 * pixel] === 0,
  );
  expect(black).toEqual([1, 2, 3].flatMap((row) => [4, 5].map((column) => row * width + column)));
  expect(erased.filter((value) => value === 0)).toHaveLength(18);
  expect(new Set(image)).toEqual(new Set([9]));
});
