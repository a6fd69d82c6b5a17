import { describe, expect, it } from 'vitest';
import { methodStyles, moduleStyles, splitStyles, translucent, type SeriesStyle } from './palette';

type Color = readonly number[];

/** Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB. */
const deficiencies: Record<string, Color[]> = {
  none: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

function linear(color: string): Color {
  return [1, 3, 5].map((at) => {
    const value = parseInt(color.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
}

/** Distance in CIELAB (1976). */
function distance(first: Color, second: Color): number {
  const [a, b] = [first, second].map((color) => {
    const [red, green, blue] = color.map((value) => Math.min(1, Math.max(0, value)));
    const [x, y, z] = [
      (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505,
      0.2126 * red + 0.7152 * green + 0.0722 * blue,
      (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089,
    ].map((value) => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116));
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
  });
  return Math.hypot(...a.map((value, at) => value - b[at]));
}

describe('palette', () => {
  for (const [family, styles] of Object.entries({ methodStyles, moduleStyles, splitStyles })) {
    const all = Object.values(styles) as SeriesStyle[];

    it.each(Object.keys(deficiencies))(`${family} are told apart with %s`, (deficiency) => {
      const seen = all.map(({ color }) => {
        const channels = linear(color);
        return deficiencies[deficiency].map((row) =>
          row.reduce((sum, part, at) => sum + part * channels[at], 0),
        );
      });
      seen.forEach((one, at) => {
        for (const other of seen.slice(at + 1)) expect(distance(one, other)).toBeGreaterThan(15);
      });
    });

    it(`${family} differ in shape too`, () => {
      expect(new Set(all.map(({ symbol }) => symbol)).size).toBe(all.length);
    });
  }

  it('writes transparent colors', () => {
    expect(translucent('#0072B2', 0.5)).toBe('rgba(0,114,178,0.5)');
  });
});
