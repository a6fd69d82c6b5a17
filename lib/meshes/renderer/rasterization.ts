import { PLANE_STRIDE, type ScreenTriangles } from './screenTriangles';

/** What is seen at each pixel of a rasterized image. */
export interface VisibilityBuffer {
  readonly width: number;
  readonly height: number;
  /** [height, width] 1/z (1/mm), 0 where nothing is */
  readonly inverseDepth: Float32Array;
  /** [height, width] number of the triangle; meaningful only where `inverseDepth` is above 0 */
  readonly triangle: Uint32Array;
}

/** Slack at triangle edges (px), so that neighbors leave no crack where rounding differs. */
const EDGE_SLACK = 1e-9;

export function createVisibilityBuffer(width: number, height: number): VisibilityBuffer {
  return {
    width,
    height,
    inverseDepth: new Float32Array(width * height),
    triangle: new Uint32Array(width * height),
  };
}

/**
 * Fills a z-buffer: at each pixel center the triangle with the smallest z wins; on equal z the one added first.
 * Triangles facing away are drawn too: a closed mesh hides them by depth.
 */
export function rasterize(triangles: ScreenTriangles, buffer: VisibilityBuffer): void {
  buffer.inverseDepth.fill(0);
  for (let triangle = 0; triangle < triangles.triangleCount; triangle++) {
    rasterizeTriangle(triangles, triangle, buffer);
  }
}

function rasterizeTriangle(
  { screen, planes }: ScreenTriangles,
  triangle: number,
  { width, height, inverseDepth, triangle: winner }: VisibilityBuffer,
): void {
  const at = 6 * triangle;
  const x0 = screen[at];
  const y0 = screen[at + 1];
  const x1 = screen[at + 2];
  const y1 = screen[at + 3];
  const x2 = screen[at + 4];
  const y2 = screen[at + 5];
  const top = Math.max(0, Math.ceil(Math.min(y0, y1, y2) - EDGE_SLACK));
  const bottom = Math.min(height - 1, Math.floor(Math.max(y0, y1, y2) + EDGE_SLACK));
  const plane = PLANE_STRIDE * triangle;
  const originX = planes[plane];
  const originY = planes[plane + 1];
  const slope = planes[plane + 3];
  for (let y = top; y <= bottom; y++) {
    // The row meets the triangle between the crossings of its edges.
    let left = Infinity;
    let right = -Infinity;
    for (let edge = 0; edge < 3; edge++) {
      const fromX = edge === 0 ? x0 : edge === 1 ? x1 : x2;
      const fromY = edge === 0 ? y0 : edge === 1 ? y1 : y2;
      const toX = edge === 0 ? x1 : edge === 1 ? x2 : x0;
      const toY = edge === 0 ? y1 : edge === 1 ? y2 : y0;
      const low = fromY < toY ? fromY : toY;
      const high = fromY < toY ? toY : fromY;
      if (y < low - EDGE_SLACK || y > high + EDGE_SLACK) continue;
      if (high - low < EDGE_SLACK) {
        left = Math.min(left, fromX, toX);
        right = Math.max(right, fromX, toX);
        continue;
      }
      const share = (y - fromY) / (toY - fromY);
      const crossing = fromX + (share > 0 ? (share < 1 ? share : 1) : 0) * (toX - fromX);
      if (crossing < left) left = crossing;
      if (crossing > right) right = crossing;
    }
    const first = Math.max(0, Math.ceil(left - EDGE_SLACK));
    const last = Math.min(width - 1, Math.floor(right + EDGE_SLACK));
    let w = planes[plane + 2] + planes[plane + 4] * (y - originY) + slope * (first - originX);
    for (let pixel = y * width + first, end = y * width + last; pixel <= end; pixel++, w += slope) {
      if (w > inverseDepth[pixel]) {
        inverseDepth[pixel] = w;
        winner[pixel] = triangle;
      }
    }
  }
}
