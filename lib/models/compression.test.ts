import { expect, it } from 'vitest';
import { compressionFactor } from './compression';

it('the compression factor weighs bits by parameters', () => {
  const counts = { backbone: 60, fpn: 30, head: 10 };
  expect(compressionFactor(counts, { backbone: 32, fpn: 32, head: 32 })).toBe(1);
  expect(compressionFactor(counts, { backbone: 8, fpn: 2, head: 8 })).toBeCloseTo(3200 / 620, 12);
  const sizes = { backbone: 600, fpn: 100, head: 300 };
  expect(compressionFactor(sizes, { backbone: 32, fpn: 32, head: 32 })).toBe(1);
  expect(compressionFactor(sizes, { backbone: 8, fpn: 2, head: 8 })).toBe(32_000 / (8 * 900 + 2 * 100));
});

it('the compression factor refuses a module without bits and a network without parameters', () => {
  expect(() => compressionFactor({ backbone: 60, fpn: 30 }, { backbone: 8 })).toThrow(/fpn has no bits/);
  expect(() => compressionFactor({ backbone: 60 }, { backbone: 0 })).toThrow(RangeError);
  expect(() => compressionFactor({}, {})).toThrow(RangeError);
});
