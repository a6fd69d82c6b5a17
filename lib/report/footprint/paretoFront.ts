/** What a network achieves and costs. */
export interface FootprintPoint {
  /** 0 to 1; more is better */
  readonly accuracy: number;
  readonly bytes: number;
  /** An image; undefined where it was not measured */
  readonly milliseconds: number | undefined;
}

/**
 * The points that no other one dominates: none is as accurate, as small and as fast, and better in one of it. A time that was not
 * measured is no reason to keep a point, and a point without one does not dominate any that has one.
 * @returns the points of the front, from small to large
 */
export function paretoFront<Point extends FootprintPoint>(points: readonly Point[]): Point[] {
  return points
    .filter((point) => !points.some((other) => dominates(other, point)))
    .sort((a, b) => a.bytes - b.bytes);
}

function dominates(other: FootprintPoint, point: FootprintPoint): boolean {
  const gains = [
    other.accuracy - point.accuracy,
    point.bytes - other.bytes,
    point.milliseconds === undefined ? 0 : point.milliseconds - (other.milliseconds ?? Infinity),
  ];
  return gains.every((gain) => gain >= 0) && gains.some((gain) => gain > 0);
}
