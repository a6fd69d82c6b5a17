import { describe, expect, it } from 'vitest';
import { explorationSteps } from './explorationFlow';

const sizes = { backbone: 600, fpn: 100, head: 300 };

describe('the steps that a reader asks for', () => {
  it('are the modules below 32 bits, smallest first, or in the order given', () => {
    const bits = { backbone: 8, fpn: 2, head: 32 };
    const fpn = { module: 'fpn', bits: 2 };
    const backbone = { module: 'backbone', bits: 8 };
    expect(explorationSteps(bits, sizes)).toEqual([fpn, backbone]);
    expect(explorationSteps(bits, sizes, ['backbone', 'fpn'])).toEqual([backbone, fpn]);
    expect(explorationSteps({ backbone: 32, fpn: 32, head: 32 }, sizes)).toEqual([]);
  });

  it('name every quantized module once', () => {
    const bits = { backbone: 8, fpn: 2, head: 32 };
    for (const order of [['fpn'], ['fpn', 'fpn'], ['fpn', 'backbone', 'head'], ['fpn', 'neck']])
      expect(() => explorationSteps(bits, sizes, order)).toThrow(/order: found \[.*backbone, fpn/);
  });

  it('have widths that exist, of modules that exist', () => {
    expect(() => explorationSteps({ backbone: 9, fpn: 2, head: 32 }, sizes)).toThrow(/backbone.*9 bits/);
    expect(() => explorationSteps({ backbone: 8, fpn: 2 }, sizes)).toThrow(/head.*no bits/);
    expect(() => explorationSteps({ backbone: 8, fpn: 2, head: 32, neck: 2 }, sizes)).toThrow(/neck/);
  });
});
