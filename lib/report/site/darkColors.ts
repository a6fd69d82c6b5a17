import { colorChannels, contrastRatio, type ColorChannels } from './colorContrast';

/** Ground of dark pages, and the brightest gray that is drawn on it. */
export const darkGround = '#161616';
const [ground] = colorChannels(darkGround)!;
const brightest = 240;
/** Least contrast of text on its ground, and of ours of lines and markers too (WCAG 2.2, 1.4.3) */
export const leastContrast = 4.5;

/**
 * What a figure made for white paper is drawn in on a dark page: grays are turned around, so that paper becomes the page's
 * ground and ink the brightest; other colors keep their hue and are made as light as their contrast needs.
 * @param plotly - plotly's JSON, with its colors anywhere in it
 * @returns each color that it has and that changes, with the one in its place
 */
export function darkColors(plotly: unknown): Record<string, string> {
  const colors: Record<string, string> = {};
  JSON.stringify(plotly, (_, value: unknown) => {
    const channels = typeof value === 'string' ? colorChannels(value) : undefined;
    if (channels !== undefined) colors[value as string] = colorText(darkColor(channels));
    return value;
  });
  return colors;
}

function darkColor([red, green, blue, opacity]: ColorChannels): ColorChannels {
  if (red === green && green === blue) {
    const gray = Math.round(ground + (1 - red / 255) * (brightest - ground));
    return [gray, gray, gray, opacity];
  }
  let lightened = [red, green, blue];
  for (let white = 0; contrastRatio(lightened, [ground, ground, ground]) < leastContrast; white += 0.02) {
    lightened = [red, green, blue].map((value) => Math.round(value + white * (255 - value)));
  }
  return [lightened[0], lightened[1], lightened[2], opacity];
}

function colorText([red, green, blue, opacity]: ColorChannels): string {
  return opacity === 1 ? `rgb(${red},${green},${blue})` : `rgba(${red},${green},${blue},${opacity})`;
}
