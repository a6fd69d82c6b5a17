import { readFile } from 'node:fs/promises';
import { decode, encode, type DecodedPng } from 'fast-png';
import sharp from 'sharp';
import { causeText } from '../../common/causeText';
import { DatasetError } from '../../common/errors';

/** A decoded image, channels interleaved. */
export interface DecodedImage {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  /** [H, W, C] */
  readonly data: Uint8Array | Uint16Array;
}

/** Size that an image must have, px. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

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
 * @throws DatasetError when the file is missing or no such image
 */
export async function readImageSize(file: string): Promise<ImageSize> {
  const bytes = await readImageBytes(file);
  if (isPng(bytes)) return pngSize(bytes, file);
  try {
    const { width, height } = await sharp(bytes).metadata();
    return { width, height };
  } catch (cause) {
    throw damaged(file, cause);
  }
}

/**
 * Decodes an image to [H, W, 3] RGB bytes. Gray is repeated, 16 bits are cut to the upper 8, and what shows through
 * transparency is white.
 * @throws DatasetError when the file is missing, damaged, or of another size
 */
export async function readRgbImage(file: string, size: ImageSize): Promise<Uint8Array> {
  return toRgbBytes(await readImage(file, size));
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
  const { channels, data } = await readImage(file, size);
  if (channels === 1) return data;
  throw new DatasetError({
    file,
    field: 'channels',
    found: String(channels),
    expected: '1',
    remedy: 'Masks and depth are gray PNG files: get this one again.',
  });
}

async function readImage(file: string, size: ImageSize): Promise<DecodedImage> {
  const bytes = await readImageBytes(file);
  if (isPng(bytes)) {
    requireSize(pngSize(bytes, file), size, file);
    return decodePng(bytes, file);
  }
  try {
    const image = sharp(bytes, { failOn: 'warning' });
    const { width, height } = await image.metadata();
    requireSize({ width, height }, size, file);
    const { data, info } = await image
      .flatten({ background: 'white' })
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, channels: info.channels, data };
  } catch (cause) {
    throw cause instanceof DatasetError ? cause : damaged(file, cause);
  }
}

async function readImageBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new DatasetError({
      file,
      found: causeText(cause),
      expected: 'a readable image file',
      remedy: 'Check that the set was unpacked completely.',
    });
  }
}

function decodePng(bytes: Uint8Array, file: string): DecodedImage {
  try {
    return expandPalette(decode(bytes, { checkCrc: true }));
  } catch (cause) {
    throw damaged(file, cause);
  }
}

function expandPalette({ width, height, depth, channels, data, palette }: DecodedPng): DecodedImage {
  if (palette !== undefined) {
    const colors = palette;
    const expanded = new Uint8Array(3 * width * height); // [H, W] -> [H, W, 3]
    for (let pixel = 0; pixel < width * height; pixel++)
      expanded.set(colors[data[pixel]].slice(0, 3), 3 * pixel);
    return { width, height, channels: 3, data: expanded };
  }
  if (depth !== 8 && depth !== 16) throw new RangeError(`${depth} bits a channel; 8 or 16 are read`);
  return { width, height, channels, data: data as Uint8Array | Uint16Array };
}

function toRgbBytes({ width, height, channels, data }: DecodedImage): Uint8Array {
  if (channels === 3 && data instanceof Uint8Array) return data;
  const isWide = data instanceof Uint16Array;
  const full = isWide ? 65_535 : 255;
  const colorChannels = channels < 3 ? 1 : 3;
  const rgb = new Uint8Array(3 * width * height); // [H, W, C] -> [H, W, 3]
  for (let pixel = 0; pixel < width * height; pixel++) {
    const opacity = channels % 2 === 0 ? data[pixel * channels + channels - 1] / full : 1;
    for (let channel = 0; channel < 3; channel++) {
      const stored = data[pixel * channels + (colorChannels === 1 ? 0 : channel)];
      const value = isWide ? stored >> 8 : stored;
      rgb[3 * pixel + channel] = Math.round(opacity * value + (1 - opacity) * 255);
    }
  }
  return rgb;
}

function isPng(bytes: Uint8Array): boolean {
  return (
    bytes.length >= 8 && bytes[0] === 0x89 && bytes[1] === 0x50 && bytes[2] === 0x4e && bytes[3] === 0x47
  );
}

/** Width and height stand in the first chunk, at bytes 16 and 20. */
function pngSize(bytes: Buffer, file: string): ImageSize {
  if (bytes.length < 24) throw damaged(file, `${bytes.length} bytes`);
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

function requireSize(found: ImageSize, expected: ImageSize, file: string): void {
  if (found.width === expected.width && found.height === expected.height) return;
  throw new DatasetError({
    file,
    field: 'size',
    found: `${found.width} x ${found.height}`,
    expected: `${expected.width} x ${expected.height}, as the split's other images`,
    remedy: 'All images of a split have one size: get this one again, or leave it out.',
  });
}

function damaged(file: string, cause: unknown): DatasetError {
  return new DatasetError({
    file,
    found: `a damaged image (${causeText(cause)})`,
    expected: 'a complete PNG, JPEG or TIFF file',
    remedy: 'Get this file again.',
  });
}
