import sharp, { type OverlayOptions } from 'sharp';
import { DatasetError } from '../../common/errors';
import type { FigureText } from '../figures/figure';
import type { ImageDraft } from './imageDraft';
import { overlayMarkup, type Overlay } from './imageOverlay';
import { imageText } from './imageText';

/** One picture of a gallery. */
export interface GalleryTile {
  /** [H, W, 3] RGB bytes */
  readonly image: Uint8Array;
  /** px */
  readonly width: number;
  /** px */
  readonly height: number;
  /** A line under the picture */
  readonly label?: string;
  readonly overlays?: readonly Overlay[];
}

export interface ImageGalleryOptions extends FigureText {
  readonly tiles: readonly GalleryTile[];
  /** Pictures in a row; as many as fit 6 where it is missing */
  readonly columns?: number;
  /** Width of a picture as drawn, px; where it is missing, the multiple of its own that is nearest to 200 */
  readonly tileWidth?: number;
  /** What the colors of the overlays stand for */
  readonly legend?: readonly LegendEntry[];
}

/** A sample of an overlay with its meaning. */
export interface LegendEntry {
  readonly label: string;
  readonly color: string;
  readonly dashed?: boolean;
  /** What the sample looks like; a line where it is missing */
  readonly sample?: 'line' | 'area' | 'points';
}

const gap = 10;
const labelHeight = 22;
const legendHeight = 30;

/**
 * Pictures in rows, with boxes, masks and axes drawn over them.
 * @throws DatasetError when a picture's bytes do not fit its size
 */
export async function imageGallery(options: ImageGalleryOptions): Promise<ImageDraft> {
  const { tiles, legend = [] } = options;
  const tileWidth = options.tileWidth ?? drawnWidth(tiles[0].width);
  tiles.forEach(check);
  const columns = options.columns ?? Math.min(tiles.length, 6);
  const rows = Math.ceil(tiles.length / columns);
  const pictureHeight = Math.max(
    ...tiles.map(({ width, height }) => Math.round((height * tileWidth) / width)),
  );
  const rowHeight = pictureHeight + (tiles.some(({ label }) => label !== undefined) ? labelHeight : 0) + gap;
  const width = columns * (tileWidth + gap) + gap;
  const height = rows * rowHeight + gap + (legend.length > 0 ? legendHeight : 0);
  const parts = await Promise.all(
    tiles.map((tile, index) =>
      tileParts(tile, tileWidth, {
        left: gap + (index % columns) * (tileWidth + gap),
        top: gap + Math.floor(index / columns) * rowHeight,
        labelTop: gap + Math.floor(index / columns) * rowHeight + pictureHeight + 3,
      }),
    ),
  );
  const legendParts = await drawLegend(legend, height - legendHeight, width, height);
  const png = await sharp({ create: { width, height, channels: 3, background: '#FFFFFF' } })
    .composite([...parts.flat(), ...legendParts])
    .png({ compressionLevel: 9 })
    .toBuffer();
  return {
    title: options.title,
    caption: options.caption,
    alternativeText: describe(options),
    width,
    height,
    png,
  };
}

/** Whole multiples keep the pixels of small images square and sharp. */
function drawnWidth(width: number): number {
  return width >= 200 ? 200 : width * Math.round(200 / width);
}

interface TilePlace {
  readonly left: number;
  readonly top: number;
  readonly labelTop: number;
}

async function tileParts(tile: GalleryTile, tileWidth: number, place: TilePlace): Promise<OverlayOptions[]> {
  const { image, width, height, label, overlays = [] } = tile;
  const scale = tileWidth / width;
  const drawnHeight = Math.round(height * scale);
  const picture = await sharp(image, { raw: { width, height, channels: 3 } })
    .resize(tileWidth, drawnHeight, { kernel: scale > 1 ? 'nearest' : 'lanczos3', fit: 'fill' })
    .composite([
      {
        input: svg(overlays.map((one) => overlayMarkup(one, scale, width)).join(''), tileWidth, drawnHeight),
      },
    ])
    .png()
    .toBuffer();
  const parts: OverlayOptions[] = [{ input: picture, left: place.left, top: place.top }];
  if (label !== undefined) {
    const text = await imageText(label, 13, '#222222');
    const input =
      text.width > tileWidth
        ? (await imageText(label, (13 * tileWidth) / text.width, '#222222')).png
        : text.png;
    parts.push({ input, left: place.left, top: place.labelTop });
  }
  return parts;
}

async function drawLegend(
  legend: readonly LegendEntry[],
  top: number,
  width: number,
  height: number,
): Promise<OverlayOptions[]> {
  const parts: OverlayOptions[] = [];
  let lines = '';
  let left = gap;
  const middle = Math.round(top + legendHeight / 2 - 4);
  for (const entry of legend) {
    lines += legendSample(entry, left, middle);
    const text = await imageText(entry.label, 14, '#222222');
    parts.push({ input: text.png, left: left + 38, top: Math.round(middle - text.height / 2) });
    left += 38 + text.width + 28;
  }
  return legend.length === 0 ? [] : [{ input: svg(lines, width, height), left: 0, top: 0 }, ...parts];
}

function legendSample({ color, dashed, sample = 'line' }: LegendEntry, left: number, middle: number): string {
  if (sample === 'area') {
    return `<rect x="${left}" y="${middle - 7}" width="30" height="14" fill="${color}" fill-opacity="0.6"/>`;
  }
  if (sample === 'points') {
    const dots = [6, 15, 24].map(
      (place) => `<circle cx="${left + place}" cy="${middle}" r="3" fill="${color}" stroke="#555555"/>`,
    );
    return dots.join('');
  }
  const dash = dashed ? ' stroke-dasharray="7 4"' : '';
  return `<line x1="${left}" x2="${left + 30}" y1="${middle}" y2="${middle}" stroke="${color}" stroke-width="4"${dash}/>`;
}

function svg(content: string, width: number, height: number): Buffer {
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${content}</svg>`,
  );
}

function check({ image, width, height }: GalleryTile, index: number): void {
  if (image.length === width * height * 3) return;
  throw new DatasetError({
    field: `tiles[${index}].image`,
    found: `${image.length} bytes`,
    expected: `${width * height * 3}, RGB of ${width}x${height} px`,
    remedy: 'Hand over the pixels that the data set gives.',
  });
}

function describe({ title, tiles, legend = [] }: ImageGalleryOptions): string {
  const labels = tiles.flatMap(({ label }) => (label === undefined ? [] : [label]));
  const drawn = legend.map(({ label }) => label).join(', ');
  return [
    `${title}. ${tiles.length} pictures`,
    labels.length > 0 ? `: ${labels.join('; ')}` : '',
    drawn === '' ? '.' : `. Drawn over them: ${drawn}.`,
  ].join('');
}
