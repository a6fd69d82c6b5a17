import { translucent } from '../figures/palette';

/** A point of an image, px; pixel centers lie at whole coordinates. */
export type ImagePoint = readonly [number, number];

/** The projected box of an object. */
export interface BoxOverlay {
  readonly kind: 'box';
  /** The 8 projected corners; x varies slowest, z fastest, as in `ObjectModel.corners` */
  readonly corners: readonly ImagePoint[];
  readonly color: string;
  readonly dashed?: boolean;
}

/** The pixels of an object. */
export interface MaskOverlay {
  readonly kind: 'mask';
  /** [H, W] */
  readonly map: Uint8Array;
  /** The value in the map that is tinted */
  readonly value: number;
  readonly color: string;
  /** Whether only its border is drawn, so that the pixels keep their colors */
  readonly outlined?: boolean;
}

/** The projected axes of an object's frame: x red, y green, z blue, each with its letter. */
export interface AxesOverlay {
  readonly kind: 'axes';
  readonly origin: ImagePoint;
  /** The projected ends of the x, y and z axis */
  readonly ends: readonly [ImagePoint, ImagePoint, ImagePoint];
}

/** Single points, such as the corners that a network's cells vote for. */
export interface PointsOverlay {
  readonly kind: 'points';
  readonly points: readonly ImagePoint[];
  readonly color: string;
}

export type Overlay = BoxOverlay | MaskOverlay | AxesOverlay | PointsOverlay;

/** The 12 edges: pairs of corners whose indices differ in one bit. */
export const boxEdges: readonly (readonly [number, number])[] = [1, 2, 4].flatMap((bit) =>
  [0, 1, 2, 3, 4, 5, 6, 7]
    .filter((corner) => (corner & bit) === 0)
    .map((corner) => [corner, corner | bit] as const),
);

/** px of the drawing */
type Drawn = readonly [number, number];

const axisColors = ['#FF5A5A', '#4CE06B', '#5AA9FF'];

/** The letters x, y and z as strokes around their middle, px: drawn without a font. */
const axisLetters = ['M-3-4L3 4M3-4L-3 4', 'M-3-4L0 0M3-4L-2 5', 'M-3-4H3L-3 4H3'];

/**
 * @param scale - px of the drawing a px of the image
 * @param width - px of the image, the width of masks
 * @returns the overlay as SVG elements in px of the drawing
 */
export function overlayMarkup(overlay: Overlay, scale: number, width: number): string {
  const place = ([x, y]: ImagePoint): Drawn => [round((x + 0.5) * scale), round((y + 0.5) * scale)];
  if (overlay.kind === 'mask') {
    return overlay.outlined === true
      ? outlineMarkup(overlay, scale, width)
      : maskMarkup(overlay, scale, width);
  }
  if (overlay.kind === 'axes') {
    return overlay.ends.map((end, axis) => axisMarkup(place(overlay.origin), place(end), axis)).join('');
  }
  if (overlay.kind === 'points') {
    return overlay.points.map((point) => dot(place(point), overlay.color)).join('');
  }
  const { corners, color, dashed = false } = overlay;
  return boxEdges
    .map(([from, to]) => polyline([place(corners[from]), place(corners[to])], color, 1.8, dashed))
    .join('');
}

function axisMarkup(origin: Drawn, end: Drawn, axis: number): string {
  const length = Math.max(1, Math.hypot(end[0] - origin[0], end[1] - origin[1]));
  const [x, y] = [0, 1].map((side) => round(end[side] + (9 * (end[side] - origin[side])) / length));
  const letter = (stroke: string, width: number): string =>
    `<path d="${axisLetters[axis]}" transform="translate(${x} ${y})" fill="none" stroke="${stroke}" stroke-width="${width}"/>`;
  return (
    polyline([origin, end], axisColors[axis], 2.5, false) +
    letter('rgba(0,0,0,0.55)', 3.4) +
    letter(axisColors[axis], 1.8)
  );
}

function dot([x, y]: Drawn, color: string): string {
  return `<circle cx="${x}" cy="${y}" r="2" fill="${color}" stroke="rgba(0,0,0,0.55)" stroke-width="0.8"/>`;
}

/** A dark line below keeps the bright one visible on any ground. */
function polyline(points: readonly Drawn[], color: string, width: number, dashed: boolean): string {
  const dash = dashed ? ' stroke-dasharray="5 3"' : '';
  const line = (stroke: string, thickness: number): string =>
    `<polyline points="${points.join(' ')}" fill="none" stroke="${stroke}" stroke-width="${thickness}" stroke-linecap="round"${dash}/>`;
  return line('rgba(0,0,0,0.55)', width + 1.6) + line(color, width);
}

/** Runs of a row become one rectangle each. */
function maskMarkup({ map, value, color }: MaskOverlay, scale: number, width: number): string {
  const parts: string[] = [];
  for (let start = 0; start < map.length; start++) {
    if (map[start] !== value) continue;
    const rowEnd = start - (start % width) + width;
    let end = start + 1;
    while (end < rowEnd && map[end] === value) end++;
    const [x, y] = [start % width, Math.floor(start / width)];
    parts.push(
      `M${round(x * scale)} ${round(y * scale)}h${round((end - start) * scale)}v${round(scale)}h${-round((end - start) * scale)}z`,
    );
    start = end;
  }
  return `<path d="${parts.join('')}" fill="${translucent(color, 0.4)}"/>`;
}

/** The sides of pixels on whose other side the mask ends; the border of the image is none. */
function outlineMarkup({ map, value, color }: MaskOverlay, scale: number, width: number): string {
  const parts: string[] = [];
  const differs = (at: number, other: number): boolean => (map[at] === value) !== (map[other] === value);
  for (let at = 0; at < map.length; at++) {
    const [x, y] = [at % width, Math.floor(at / width)];
    if (x > 0 && differs(at, at - 1)) parts.push(`M${round(x * scale)} ${round(y * scale)}v${round(scale)}`);
    if (y > 0 && differs(at, at - width))
      parts.push(`M${round(x * scale)} ${round(y * scale)}h${round(scale)}`);
  }
  return `<path d="${parts.join('')}" fill="none" stroke="${color}" stroke-width="1.4" stroke-linecap="square"/>`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
