/** The ground that a thing covers on a table: a rectangle, turned about the vertical. mm */
export interface Footprint {
  readonly x: number;
  readonly y: number;
  /** Radians, from the table's x toward its y */
  readonly turn: number;
  /** Rectangle in the thing's own frame */
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** @returns whether two rectangles share any ground: they do unless a side of one separates them */
export function overlap(first: Footprint, second: Footprint): boolean {
  const [a, b] = [cornersOf(first), cornersOf(second)];
  return [first.turn, second.turn].every((turn) =>
    [turn, turn + Math.PI / 2].every((angle) => {
      const along = ([x, y]: readonly number[]) => x * Math.cos(angle) + y * Math.sin(angle);
      const [reachA, reachB] = [a.map(along), b.map(along)];
      return Math.max(...reachA) > Math.min(...reachB) && Math.max(...reachB) > Math.min(...reachA);
    }),
  );
}

function cornersOf({ x, y, turn, low, high }: Footprint): number[][] {
  const [cosine, sine] = [Math.cos(turn), Math.sin(turn)];
  return [
    [low[0], low[1]],
    [high[0], low[1]],
    [high[0], high[1]],
    [low[0], high[1]],
  ].map(([u, v]) => [x + cosine * u - sine * v, y + sine * u + cosine * v]);
}
