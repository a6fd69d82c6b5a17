import { decode, type DecodedPng } from 'fast-png';
import sharp from 'sharp';
import { causeText } from '../../common/causeText';
import { DatasetError } from '../../common/errors';
import { imageKindOf, isJpegInTiff, type ImageKind } from './imageKind';
import { findJpegDamage } from './jpegDamage';
import { findPngDamage } from './pngDamage';

/** Size of an image, px. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** A decoded image, channels interleaved. */
export interface DecodedImage extends ImageSize {
  readonly channels: number;
  /** [H, W, C] */
  readonly data: Uint8Array | Uint16Array;
}

/** Deflate makes at most 1032 bytes of one. */
const LARGEST_INFLATION = 1032;
/** Numbers a pixel, by PNG's color type */
const pngChannels: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/**
 * @param source - file name for errors
 * @returns size of a PNG, JPEG or TIFF image
 * @throws DatasetError when it is no such image, or claims more pixels than its bytes can hold
 */
export async function imageSizeOf(bytes: Buffer, source: string): Promise<ImageSize> {
  if (readableKind(bytes, source) === 'PNG') return pngSize(bytes, source);
  try {
    const { width, height } = await sharp(bytes).metadata();
    return { width, height };
  } catch (cause) {
    throw damagedElsewhere(bytes, source, cause);
  }
}

/**
 * Decodes a PNG, JPEG or TIFF image.
 * @param source - file name for errors
 * @param size - what it must have, checked before anything is decoded
 * @throws DatasetError when it is damaged or of another size
 */
export async function decodeImage(bytes: Buffer, source: string, size: ImageSize): Promise<DecodedImage> {
  requireSize(await imageSizeOf(bytes, source), size, source);
  if (imageKindOf(bytes) === 'PNG') return decodePng(bytes, source);
  try {
    return await decodeBySharp(bytes);
  } catch (cause) {
    throw damagedElsewhere(bytes, source, cause);
  }
}

/** Gray images stay gray, with the bits they have; unasked, the decoder makes 8-bit colors of them. */
async function decodeBySharp(bytes: Buffer): Promise<DecodedImage> {
  const image = sharp(bytes, { failOn: 'warning' });
  const { channels, depth } = await image.metadata();
  if (channels !== 1) {
    const { data, info } = await image
      .flatten({ background: 'white' })
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, channels: info.channels, data };
  }
  if (depth !== 'uchar' && depth !== 'ushort')
    throw new RangeError(`gray of kind ${depth}; 8 or 16 bits are read`);
  const { data, info } = await image
    .toColourspace(depth === 'ushort' ? 'grey16' : 'b-w')
    .raw({ depth })
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  if (depth === 'uchar') return { width, height, channels: 1, data };
  return { width, height, channels: 1, data: new Uint16Array(Uint8Array.from(data).buffer) };
}

/**
 * @returns [H, W, 3] RGB bytes: gray is repeated, 16 bits are rounded to 8, and what shows through transparency is white
 */
export function toRgbBytes({ width, height, channels, data }: DecodedImage): Uint8Array {
  if (channels === 3 && data instanceof Uint8Array) return data;
  const isWide = data instanceof Uint16Array;
  const full = isWide ? 65_535 : 255;
  const colorChannels = channels < 3 ? 1 : 3;
  const rgb = new Uint8Array(3 * width * height); // [H, W, C] -> [H, W, 3]
  for (let pixel = 0; pixel < width * height; pixel++) {
    const opacity = channels % 2 === 0 ? data[pixel * channels + channels - 1] / full : 1;
    for (let channel = 0; channel < 3; channel++) {
      const stored = data[pixel * channels + (colorChannels === 1 ? 0 : channel)];
      rgb[3 * pixel + channel] = Math.round(255 * (opacity * (stored / full) + (1 - opacity)));
    }
  }
  return rgb;
}

function decodePng(bytes: Buffer, source: string): DecodedImage {
  try {
    return expandPalette(decode(bytes, { checkCrc: true }));
  } catch (cause) {
    const damage = findPngDamage(bytes);
    throw damaged(source, damage?.found ?? cause, damage?.place);
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

/** Decoders of other kinds, which choose by the same bytes, are never reached. */
function readableKind(bytes: Buffer, source: string): ImageKind {
  const kind = imageKindOf(bytes);
  if (kind === undefined) throw damaged(source, 'the beginning of another kind of file', 'byte 0');
  if (kind === 'TIFF' && isJpegInTiff(bytes))
    throw new DatasetError({
      file: source,
      field: 'compression',
      found: 'JPEG within TIFF',
      expected: 'TIFF without compression, or with LZW or deflate',
      remedy: 'Save the image as PNG, or as JPEG itself.',
    });
  return kind;
}

/** Width, height, depth and color type stand in the first chunk, from byte 16. */
function pngSize(bytes: Buffer, source: string): ImageSize {
  if (bytes.length < 26) throw damaged(source, `${bytes.length} bytes`);
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  const channels = pngChannels[bytes[25]] ?? 1;
  const claimed = height * Math.ceil((width * channels * bytes[24]) / 8);
  if (width > 0 && height > 0 && claimed <= LARGEST_INFLATION * bytes.length) return { width, height };
  throw new DatasetError({
    file: source,
    field: 'byte 16',
    found: `a size of ${width} x ${height}`,
    expected: `pixels that ${bytes.length} bytes can hold`,
    remedy: 'The file is damaged: get it again.',
  });
}

function requireSize(found: ImageSize, expected: ImageSize, source: string): void {
  if (found.width === expected.width && found.height === expected.height) return;
  throw new DatasetError({
    file: source,
    field: 'size',
    found: `${found.width} x ${found.height}`,
    expected: `${expected.width} x ${expected.height}, as the split's other images`,
    remedy: 'All images of a split have one size: get this one again, or leave it out.',
  });
}

/** An image that is no PNG; of a JPEG the place is named. */
function damagedElsewhere(bytes: Buffer, source: string, cause: unknown): DatasetError {
  const damage = imageKindOf(bytes) === 'JPEG' ? findJpegDamage(bytes) : undefined;
  return damaged(source, damage?.found ?? cause, damage?.place);
}

function damaged(source: string, cause: unknown, place?: string): DatasetError {
  return new DatasetError({
    file: source,
    ...(place !== undefined && { field: place }),
    found: `a damaged image (${causeText(cause)})`,
    expected: 'a complete PNG, JPEG or TIFF file',
    remedy: 'Get this file again.',
  });
}
