import { Painter, type PaintColor } from '../cubesat/painter';
import type { Texture } from '../mesh';
import type { TextureRegion } from '../meshBuilder';

/** Side of a tile, texels */
const TILE = 96;
/** Texels along each edge that only coarse texture levels reach, so that they do not mix neighbors */
const GUTTER = 12;
const COLUMNS = 4;
const ROWS = 3;

/** Paints a tile in its own units: 100 wide, 100 high, x right and y down. */
export type Pattern = (painter: Painter) => void;

/** One texture for a whole object: tiles of patterns. */
export class PatternAtlas {
  readonly texture: Texture = {
    width: COLUMNS * TILE,
    height: ROWS * TILE,
    pixels: new Uint8Array(3 * COLUMNS * TILE * ROWS * TILE),
  };
  private used = 0;

  /**
   * Paints the next free tile.
   * @returns the tile without its gutter
   * @throws RangeError when all tiles are taken
   */
  add(pattern: Pattern): TextureRegion {
    if (this.used === COLUMNS * ROWS) throw new RangeError(`an atlas has ${COLUMNS * ROWS} tiles`);
    const left = (this.used % COLUMNS) * TILE;
    const top = Math.floor(this.used / COLUMNS) * TILE;
    this.used++;
    pattern(new Painter(this.texture, left, top, 100, 100, TILE / 100));
    const { width, height } = this.texture;
    return {
      left: (left + GUTTER) / width,
      right: (left + TILE - GUTTER) / width,
      top: 1 - (top + GUTTER) / height,
      bottom: 1 - (top + TILE - GUTTER) / height,
    };
  }

  /** @returns a tile of one color */
  plain(color: PaintColor): TextureRegion {
    return this.add(plain(color));
  }
}

export function plain(color: PaintColor): Pattern {
  return (painter) => painter.rectangle(0, 0, 100, 100, color);
}

/** Stripes across the tile from top to bottom, of equal height. */
export function stripes(colors: readonly PaintColor[]): Pattern {
  const height = 100 / colors.length;
  return (painter) =>
    colors.forEach((color, index) => painter.rectangle(0, index * height, 100, height, color));
}

/** Discs on a plain ground. */
export function discs(
  ground: PaintColor,
  color: PaintColor,
  places: readonly (readonly [x: number, y: number, radius: number])[],
): Pattern {
  return (painter) => {
    plain(ground)(painter);
    for (const [x, y, radius] of places) painter.circle(x, y, radius, color);
  };
}

/** A rectangle framed by another color. */
export function framed(ground: PaintColor, color: PaintColor, margin: number): Pattern {
  return (painter) => {
    plain(ground)(painter);
    painter.rectangle(margin, margin, 100 - 2 * margin, 100 - 2 * margin, color);
  };
}

/** Squares of two colors, `count` along each side. */
export function checks(first: PaintColor, second: PaintColor, count: number): Pattern {
  return (painter) =>
    painter.fill(0, 0, 100, 100, (x, y) =>
      (Math.floor((x * count) / 100) + Math.floor((y * count) / 100)) % 2 === 0 ? first : second,
    );
}
