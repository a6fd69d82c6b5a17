import type { Curve } from '../store/storedRun';

/**
 * Shortens a curve by taking means over blocks of steps of equal length; the last block may be shorter.
 * @param points - that the result has at most
 */
export function condenseCurve({ columns, rows }: Curve, points: number): Curve {
  const block = Math.ceil(rows.length / points);
  if (block <= 1) return { columns, rows };
  const blocks = Array.from({ length: Math.ceil(rows.length / block) }, (_, index) =>
    rows.slice(index * block, (index + 1) * block),
  );
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return {
    columns,
    rows: blocks.map((part) =>
      columns.map((_, column) => Number(mean(part.map((row) => row[column])).toPrecision(5))),
    ),
  };
}
