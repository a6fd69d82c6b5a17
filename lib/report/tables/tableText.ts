import type { CompleteTable } from './table';

/** @returns the table in columns of a fixed-width font, with its caption */
export function tableText({ headings, rows, numeric, caption, source, watermark }: CompleteTable): string {
  const mark = watermark === null ? [] : [watermark];
  return [...columnsText(headings, rows, numeric), ...mark, caption, source].join('\n');
}

/**
 * @param toTheRight - columns that stand to the right, as numbers do
 * @returns headings and rows between rules, a line each
 */
export function columnsText(
  headings: readonly string[],
  rows: readonly (readonly string[])[],
  toTheRight: readonly boolean[],
): string[] {
  const widths = headings.map((heading, at) =>
    Math.max(heading.length, ...rows.map((row) => row[at].length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((text, at) => (toTheRight[at] ? text.padStart(widths[at]) : text.padEnd(widths[at])))
      .join('  ')
      .trimEnd();
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  return [line(headings), rule, ...rows.map(line), rule];
}
