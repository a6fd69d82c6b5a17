import { describe, expect, it } from 'vitest';
import { datasetStyles, methodStyles, moduleStyles, splitStyles } from '../figures/palette';
import { colorChannels, contrastRatio } from './colorContrast';
import { darkColors, darkGround, leastContrast } from './darkColors';

describe('contrast', () => {
  it.each([
    ['#000000', '#FFFFFF', 21],
    ['#777777', 'rgb(255, 255, 255)', 4.48],
    ['#767676', 'rgba(255,255,255,0.5)', 4.54],
  ])('of %s on %s is %f', (first, second, expected) => {
    expect(contrastRatio(colorChannels(first)!, colorChannels(second)!)).toBeCloseTo(expected, 2);
  });

  it('knows no other words for colors', () => {
    expect(['red', '#fff', 'rgb(1,2)', '8 bits'].map(colorChannels)).toEqual(Array(4).fill(undefined));
  });
});

describe('colors on a dark page', () => {
  it('turn paper into the ground and ink into the brightest, and keep transparency', () => {
    expect(
      darkColors({ paper: '#FFFFFF', ink: ['#000000'], band: 'rgba(0,0,0,0.2)', text: 'black', bits: 2 }),
    ).toEqual({
      '#FFFFFF': 'rgb(22,22,22)',
      '#000000': 'rgb(240,240,240)',
      'rgba(0,0,0,0.2)': 'rgba(240,240,240,0.2)',
    });
  });

  it('of all styles are seen on it and still told apart', () => {
    const styles = [methodStyles, moduleStyles, splitStyles, datasetStyles];
    for (const family of styles) {
      const colors = Object.values(family).map(({ color }) => color);
      const dark = Object.values(darkColors(colors));
      expect(new Set(dark).size).toBe(colors.length);
      for (const color of dark) {
        const contrast = contrastRatio(colorChannels(color)!, colorChannels(darkGround)!);
        expect(contrast, color).toBeGreaterThanOrEqual(leastContrast);
      }
    }
  });
});
