import type { Texture } from '../mesh';
import { textPixels } from './pixelFont';

/** RGB bytes. */
export type PaintColor = readonly [number, number, number];

/** Paints a rectangle of a texture in its own units: x right, y down from its top left corner. */
export class Painter {
  /**
   * @param left - first texel of the rectangle
   * @param top - first texel row
   * @param width - rectangle in its own units
   * @param height - rectangle in its own units
   * @param texels - texels a unit
   */
  constructor(
    private readonly texture: Texture,
    private readonly left: number,
    private readonly top: number,
    readonly width: number,
    readonly height: number,
    private readonly texels: number,
  ) {}

  rectangle(x: number, y: number, width: number, height: number, color: PaintColor): void {
    this.fill(x, y, width, height, () => color);
  }

  circle(x: number, y: number, radius: number, color: PaintColor): void {
    this.fill(x - radius, y - radius, 2 * radius, 2 * radius, (px, py) =>
      (px - x) ** 2 + (py - y) ** 2 <= radius * radius ? color : undefined,
    );
  }

  /** Convex or not, closed by itself; even-odd. */
  polygon(points: readonly (readonly [number, number])[], color: PaintColor): void {
    const xs = points.map(([x]) => x);
    const ys = points.map(([, y]) => y);
    const left = Math.min(...xs);
    const top = Math.min(...ys);
    this.fill(left, top, Math.max(...xs) - left, Math.max(...ys) - top, (px, py) => {
      let inside = false;
      points.forEach(([x0, y0], index) => {
        const [x1, y1] = points[(index + 1) % points.length];
        if (y0 > py !== y1 > py && px < x0 + ((py - y0) / (y1 - y0)) * (x1 - x0)) inside = !inside;
      });
      return inside ? color : undefined;
    });
  }

  /** @param size - side of one of the letters' pixels */
  text(x: number, y: number, size: number, text: string, color: PaintColor): void {
    for (const [column, row] of textPixels(text)) {
      this.rectangle(x + column * size, y + row * size, size, size, color);
    }
  }

  /**
   * Colors every texel whose center lies in the rectangle.
   * @param colorAt - color at a point, undefined to leave it
   */
  fill(
    x: number,
    y: number,
    width: number,
    height: number,
    colorAt: (x: number, y: number) => PaintColor | undefined,
  ): void {
    const firstColumn = Math.max(0, Math.ceil(x * this.texels - 0.5));
    const lastColumn = Math.min(this.width * this.texels, (x + width) * this.texels) - 0.5;
    const firstRow = Math.max(0, Math.ceil(y * this.texels - 0.5));
    const lastRow = Math.min(this.height * this.texels, (y + height) * this.texels) - 0.5;
    for (let row = firstRow; row < lastRow; row++) {
      for (let column = firstColumn; column < lastColumn; column++) {
        const color = colorAt((column + 0.5) / this.texels, (row + 0.5) / this.texels);
        if (color === undefined) continue;
        this.texture.pixels.set(color, 3 * ((this.top + row) * this.texture.width + this.left + column));
      }
    }
  }
}
