/** Red, green, blue, 0 to 255 each, and opacity, 0 to 1. */
export type ColorChannels = readonly [number, number, number, number];

/**
 * @param color - `#RRGGBB`, `rgb(...)` or `rgba(...)`
 * @returns undefined where the text is none of them
 */
export function colorChannels(color: string): ColorChannels | undefined {
  const digits = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
  if (digits !== null) {
    const [red, green, blue] = digits.slice(1).map((pair) => parseInt(pair, 16));
    return [red, green, blue, 1];
  }
  if (!/^rgba?\(\s*[\d.]+(?:\s*,\s*[\d.]+){2,3}\s*\)$/.test(color)) return undefined;
  const [red, green, blue, opacity = 1] = color.match(/[\d.]+/g)!.map(Number);
  return [red, green, blue, opacity];
}

/**
 * Contrast of two opaque colors, 1 to 21 (WCAG 2.2, "contrast ratio" and "relative luminance").
 * @param first - red, green and blue, 0 to 255
 */
export function contrastRatio(first: readonly number[], second: readonly number[]): number {
  const [low, high] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance(color: readonly number[]): number {
  const [red, green, blue] = color.slice(0, 3).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
