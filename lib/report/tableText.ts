import type { CompleteTable } from './table';

/** @returns the table in columns of a fixed-width font, with its caption */
export function tableText({ headings, rows, numeric, caption, source, watermark }: CompleteTable): string {
  const widths = headings.map((heading, at) =>
    Math.max(heading.length, ...rows.map((row) => row[at].length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((text, at) => (numeric[at] ? text.padStart(widths[at]) : text.padEnd(widths[at])))
      .join('  ')
      .trimEnd();
  const rule = '─'.repeat(widths.reduce((sum, width) => sum + width + 2, -2));
  const mark = watermark === null ? [] : [watermark];
  return [line(headings), rule, ...rows.map(line), rule, ...mark, caption, source].join('\n');
}
