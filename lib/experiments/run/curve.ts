import type { Curve } from '../store/storedRun';

type Row = readonly number[];

/**
 * Shortens a curve by taking means over blocks of steps of equal length; the last block may be shorter.
 * @param points - that the result has at most
 */
export function condenseCurve({ columns, rows }: Curve, points: number): Curve {
  const block = blockOf(rows.length, points);
  if (block <= 1) return { columns, rows };
  const blocks = Array.from({ length: Math.ceil(rows.length / block) }, (_, index) =>
    meanRow(rows.slice(index * block, (index + 1) * block)),
  );
  return { columns, rows: blocks };
}

/**
 * Watches a training that should be one that was done before.
 * @param stored - its curve, as {@link condenseCurve} shortened it to that many points
 * @param steps - of the whole training
 * @returns told of all rows until now, says in words where they leave the stored curve
 */
export function curveFollower(
  { columns, rows: stored }: Curve,
  steps: number,
  points: number,
): (rows: readonly Row[]) => string | undefined {
  const block = blockOf(steps, points);
  let met = 0;
  return (rows) => {
    for (; (met + 1) * block <= rows.length && met < stored.length; met++) {
      const row = meanRow(rows.slice(met * block, (met + 1) * block));
      const column = row.findIndex((value, index) => value !== stored[met][index]);
      if (column < 0) continue;
      return `has a ${columns[column]} of ${row[column]} around step ${stored[met][0]}, stored ${stored[met][column]}`;
    }
    return undefined;
  };
}

function blockOf(steps: number, points: number): number {
  return Math.ceil(steps / points);
}

function meanRow(rows: readonly Row[]): number[] {
  return rows[0].map((_, column) =>
    Number((rows.reduce((sum, row) => sum + row[column], 0) / rows.length).toPrecision(5)),
  );
}
