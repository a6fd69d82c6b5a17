import { describe, expect, it } from 'vitest';
import { spreadOf } from './statistics';

describe('median and quartiles', () => {
  it('interpolate between samples, whatever their order', () => {
    expect(spreadOf([4, 1, 3, 2])).toEqual({ median: 2.5, lower: 1.75, upper: 3.25 });
    expect(spreadOf([7])).toEqual({ median: 7, lower: 7, upper: 7 });
  });
});
