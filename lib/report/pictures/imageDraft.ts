import sharp from 'sharp';
import { imageText } from './imageText';
import { describeProvenance, watermarkOf, type Provenance } from '../provenance';

/** A picture before it says where it comes from. */
export interface ImageDraft {
  readonly title: string;
  /** What there is to see, in a sentence or two */
  readonly caption: string;
  readonly alternativeText: string;
  /** px */
  readonly width: number;
  /** px */
  readonly height: number;
  readonly png: Buffer;
}

/** A picture that can be shown. */
export interface CompleteImage extends ImageDraft {
  /** What was run */
  readonly source: string;
}

/**
 * The only way from a picture's draft to something that can be displayed: adds provenance and, for smoke runs, the
 * watermark across it.
 * @throws ConfigurationError when the provenance is incomplete
 */
export async function completeImage(draft: ImageDraft, provenance: Provenance): Promise<CompleteImage> {
  const source = describeProvenance(provenance);
  const watermark = watermarkOf(provenance);
  if (watermark === null) return { ...draft, png: await smallest(draft.png), source };
  return {
    ...draft,
    alternativeText: `${draft.alternativeText} (${watermark})`,
    png: await smallest(await stamped(draft, watermark)),
    source,
  };
}

/** 256 colors without dithering: a third of the size, and no difference that the eye sees in a picture of this kind. */
function smallest(png: Buffer): Promise<Buffer> {
  return sharp(png).png({ palette: true, colours: 256, dither: 0, compressionLevel: 9 }).toBuffer();
}

async function stamped({ png, width, height }: ImageDraft, watermark: string): Promise<Buffer> {
  const text = await imageText(watermark, 96, '#FF335580');
  const turned = await sharp(text.png).rotate(-16, { background: '#00000000' }).png().toBuffer();
  const stamp = await sharp(turned)
    .resize({ width: Math.round(width * 0.9), height: Math.round(height * 0.9), fit: 'inside' })
    .toBuffer();
  return sharp(png)
    .composite([{ input: stamp, gravity: 'center' }])
    .png({ compressionLevel: 9 })
    .toBuffer();
}
