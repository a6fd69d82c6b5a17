import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { DatasetError } from '../../common/errors';
import { completeImage } from './imageDraft';
import { imageGallery } from './imageGallery';
import { boxEdges, overlayMarkup } from './imageOverlay';

const tile = { image: new Uint8Array(8 * 8 * 3).fill(60), width: 8, height: 8 };
const text = { title: 'Title', caption: 'What to see.' };
const provenance = { profile: 'mini', seeds: [], codeVersion: 'a', dataHash: 'b', wallSeconds: 1 } as const;

async function pixel(png: Buffer, x: number, y: number): Promise<number[]> {
  const { data, info } = await sharp(png).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return [...data.subarray(info.channels * (y * info.width + x)).subarray(0, 3)];
}

describe('imageGallery', () => {
  it('draws each picture, and masks over exactly their pixels', async () => {
    const map = new Uint8Array(64);
    map[9] = 1;
    const { png, width } = await imageGallery({
      ...text,
      tiles: [
        { ...tile, label: 'a & b', overlays: [{ kind: 'mask', map, value: 1, color: '#FFFFFF' }] },
        tile,
      ],
      tileWidth: 80,
    });
    expect(width).toBe(190);
    expect(await pixel(png, 2, 2)).toEqual([255, 255, 255]);
    expect(await pixel(png, 105, 15)).toEqual([60, 60, 60]);
    // The mask's pixel (1, 1) is drawn from 20 to 29.
    expect((await pixel(png, 21, 21))[0]).toBe(138);
    expect((await pixel(png, 28, 28))[0]).toBe(138);
    expect((await pixel(png, 31, 28))[0]).toBe(60);
  });

  it('outlines a mask at the sides of its pixels, and leaves the border of the image open', () => {
    const map = new Uint8Array(9);
    map[0] = 1;
    const outline = overlayMarkup({ kind: 'mask', map, value: 1, color: '#FFFFFF', outlined: true }, 10, 3);
    expect(outline).toContain('d="M10 0v10M0 10h10"');
  });

  it('draws a small image at a whole multiple of its size', async () => {
    const { width } = await imageGallery({ ...text, tiles: [tile] });
    expect(width).toBe(8 * 25 + 20);
  });

  it('puts the center of a pixel at whole coordinates', () => {
    const corners = Array.from({ length: 8 }, () => [2, 3] as const);
    expect(overlayMarkup({ kind: 'box', corners, color: '#FFFFFF' }, 10, 8)).toContain(
      'points="25,35 25,35"',
    );
  });

  it('joins the 12 pairs of box corners that differ in one coordinate', () => {
    expect(boxEdges).toHaveLength(12);
    expect(boxEdges.every(([from, to]) => [1, 2, 4].includes(from ^ to))).toBe(true);
  });

  it('refuses bytes that do not fit the size', async () => {
    const build = imageGallery({ ...text, tiles: [{ ...tile, width: 9 }] });
    await expect(build).rejects.toThrow(DatasetError);
    await expect(build).rejects.toThrow('tiles[0].image');
  });

  it('is stamped where it comes from a smoke run, and only there', async () => {
    const draft = await imageGallery({ ...text, tiles: [tile] });
    const mini = await completeImage(draft, provenance);
    const smoke = await completeImage(draft, { ...provenance, profile: 'smoke' });
    const [before, same, after] = await Promise.all(
      [draft.png, mini.png, smoke.png].map((png) => sharp(png).removeAlpha().raw().toBuffer()),
    );
    expect(same.equals(before)).toBe(true);
    const changed = before.filter((value, at) => value !== after[at]).length;
    expect(changed / before.length).toBeGreaterThan(0.01);
    expect(smoke.alternativeText).toContain('smoke: not a result');
  });
});
