import type { Texture } from '../mesh';
import type { TextureRegion } from '../meshBuilder';
import {
  blueSolarFace,
  deckFace,
  foilFace,
  patchAntennaFace,
  radiatorFace,
  violetSolarFace,
  type FaceArt,
} from './faceArt';
import { Painter, type PaintColor } from './painter';

/** The six faces' pictures, in the order -x, +x, -y, +y, -z, +z. */
const faces: readonly FaceArt[] = [
  violetSolarFace,
  blueSolarFace,
  radiatorFace,
  foilFace,
  patchAntennaFace,
  deckFace,
];

const swatches = {
  aluminum: [196, 200, 206],
  black: [20, 21, 24],
  glass: [26, 34, 70],
  steel: [228, 230, 232],
  brass: [214, 170, 82],
} as const satisfies Record<string, PaintColor>;

/** Plain colors of rails, antennas and lens. */
export type Swatch = keyof typeof swatches;

const TEXELS_A_MILLIMETER = 3;
const FACE_TEXELS = 100 * TEXELS_A_MILLIMETER;
/** Each picture is continued beyond its edges, so that coarse texture levels do not mix neighbors. */
const GUTTER = 20;
const TILE = FACE_TEXELS + 2 * GUTTER;
const WIDTH = 1024;
const HEIGHT = 768;
const SWATCH_SIZE = 64;

/** One texture for the whole cubesat. */
export interface TextureAtlas {
  readonly texture: Texture;
  /** Regions of the faces -x, +x, -y, +y, -z, +z */
  readonly faces: readonly TextureRegion[];
  readonly swatches: Readonly<Record<Swatch, TextureRegion>>;
}

/** Paints the cubesat's texture; always the same. */
export function paintTextureAtlas(): TextureAtlas {
  const texture: Texture = { width: WIDTH, height: HEIGHT, pixels: new Uint8Array(3 * WIDTH * HEIGHT) };
  const faceRegions = faces.map((art, index) => {
    const left = (index % 3) * TILE + GUTTER;
    const top = Math.floor(index / 3) * TILE + GUTTER;
    art(new Painter(texture, left, top, 100, 100, TEXELS_A_MILLIMETER));
    continueBeyondEdges(texture, left, top);
    return region(left, top, FACE_TEXELS);
  });
  const swatchRegions = Object.entries(swatches).map(([name, color], index) => {
    const left = index * SWATCH_SIZE;
    const top = 2 * TILE + 8;
    new Painter(texture, left, top, SWATCH_SIZE, SWATCH_SIZE, 1).rectangle(
      0,
      0,
      SWATCH_SIZE,
      SWATCH_SIZE,
      color,
    );
    return [name, region(left + SWATCH_SIZE / 2 - 1, top + SWATCH_SIZE / 2 - 1, 2)];
  });
  return {
    texture,
    faces: faceRegions,
    swatches: Object.fromEntries(swatchRegions) as Record<Swatch, TextureRegion>,
  };
}

function region(left: number, top: number, size: number): TextureRegion {
  return {
    left: left / WIDTH,
    right: (left + size) / WIDTH,
    top: 1 - top / HEIGHT,
    bottom: 1 - (top + size) / HEIGHT,
  };
}

function continueBeyondEdges({ pixels }: Texture, left: number, top: number): void {
  const inside = (position: number, start: number): number =>
    Math.min(start + FACE_TEXELS - 1, Math.max(start, position));
  for (let y = top - GUTTER; y < top + FACE_TEXELS + GUTTER; y++) {
    for (let x = left - GUTTER; x < left + FACE_TEXELS + GUTTER; x++) {
      const from = 3 * (inside(y, top) * WIDTH + inside(x, left));
      pixels.copyWithin(3 * (y * WIDTH + x), from, from + 3);
    }
  }
}
