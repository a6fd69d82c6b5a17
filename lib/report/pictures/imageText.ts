import { join } from 'node:path';
import sharp from 'sharp';
import { fontFolder } from '../browserFiles';

/** A drawn text. */
export interface ImageText {
  readonly png: Buffer;
  /** px */
  readonly width: number;
  /** px */
  readonly height: number;
}

/**
 * Draws a text in the figures' own font, so that it looks the same where a system has other fonts or none.
 * @param size - px
 * @param width - px at which lines break; missing for one line
 */
export async function imageText(
  text: string,
  size: number,
  color: string,
  width?: number,
): Promise<ImageText> {
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const { data, info } = await sharp({
    text: {
      text: `<span foreground="${color}">${escaped}</span>`,
      font: `Open Sans ${size}`,
      fontfile: join(await fontFolder(), 'OpenSans-Regular.ttf'),
      dpi: 72,
      rgba: true,
      ...(width !== undefined && { width }),
    },
  })
    .png()
    .toBuffer({ resolveWithObject: true });
  return { png: data, width: info.width, height: info.height };
}
