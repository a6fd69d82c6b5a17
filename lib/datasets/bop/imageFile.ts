import { encode } from 'fast-png';
import { DatasetError } from '../../common/errors';
import { decodeImage, imageSizeOf, toRgbBytes, type ImageSize } from './imageDecoding';
import { readSetBytes } from './setBytes';

export type { ImageSize } from './imageDecoding';

/** Deflate level: the last step of speed before files grow. The encoder gives the same bytes on every machine. */
const COMPRESSION_LEVEL = 3;

/** @param data - [H, W, C] bytes, or 16-bit numbers of one channel */
export function encodePng(
  data: Uint8Array | Uint16Array,
  width: number,
  height: number,
  channels: 1 | 3,
): Uint8Array {
  const depth = data instanceof Uint16Array ? 16 : 8;
  return encode({ data, width, height, channels, depth }, { zlib: { level: COMPRESSION_LEVEL } });
}

/**
 * @returns size of a PNG, JPEG or TIFF file
 * @throws DatasetError when the file is missing, no such image, or claims more than it can hold
 */
export async function readImageSize(file: string): Promise<ImageSize> {
  return imageSizeOf(await readSetBytes(file, 'image'), file);
}

/**
 * Decodes an image to [H, W, 3] RGB bytes. Gray is repeated, 16 bits are rounded to 8, and what shows through
 * transparency is white.
 * @throws DatasetError when the file is missing, damaged, or of another size
 */
export async function readRgbImage(file: string, size: ImageSize): Promise<Uint8Array> {
  return toRgbBytes(await decodeImage(await readSetBytes(file, 'image'), file, size));
}

/**
 * Decodes an image of one channel.
 * @returns [H, W] bytes or 16-bit numbers
 * @throws DatasetError when the file is missing, damaged, of another size, or has more channels
 */
export async function readSingleChannelImage(
  file: string,
  size: ImageSize,
): Promise<Uint8Array | Uint16Array> {
  const { channels, data } = await decodeImage(await readSetBytes(file, 'image'), file, size);
  if (channels === 1) return data;
  throw new DatasetError({
    file,
    field: 'channels',
    found: String(channels),
    expected: '1',
    remedy: 'Masks and depth are gray PNG files: get this one again.',
  });
}
