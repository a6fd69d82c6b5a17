import { MEMORY_LIMIT, TIME_LIMIT, type FuzzOutcome } from './fuzzing';

/** @returns what the readers did with their mutants, as a document */
export function fuzzReport(outcomes: readonly FuzzOutcome[]): string {
  const total = outcomes.reduce((sum, { mutants }) => sum + mutants, 0);
  const faults = outcomes.flatMap(({ name, faults: list }) => list.map((fault) => `- ${name}, ${fault}`));
  const rows = outcomes.map(({ name, mutants, refused, accepted, slowest, memory }) => [
    name,
    ...[mutants, refused, accepted].map((count) => count.toLocaleString('en-US')),
    slowest.toFixed(0),
    Number.isNaN(memory) ? 'unknown' : memory.toFixed(0),
  ]);
  return [
    '# Damaged files',
    '',
    `\`npm run test:long -- readers\` has every reader read files that were damaged at random: bits and blocks changed, cut, doubled,`,
    `filled; sizes that claim gigabytes; numbers, words and lines replaced, dropped, exchanged; in PNG files also with the`,
    `checksums made right again. Each of the ${total.toLocaleString('en-US')} files must end in a typed error, or in content that is`,
    `complete, finite and consistent (a digit that became another digit is such content), within ${TIME_LIMIT / 1000} s, and none may make`,
    `the process reserve ${MEMORY_LIMIT} MiB more than it had reserved before; what it reserved in all beyond the undamaged files, used or`,
    'not, is the last column. A mutant is given by its reader and number. `npm test` tries the first 60 of each.',
    '',
    'A checkpoint, an exported network, a stored run and what is kept of measurements hold a digest or checksum, so that nearly all damage',
    'is seen by it; rows that say so damage what is below and make the digest right again. A measurement that is kept to save time and turns',
    'out damaged or stale is named, measured again and replaced.',
    '',
    ...table(['reader', 'files', 'typed errors', 'valid content', 'slowest, ms', 'memory, MiB'], rows),
    '',
    ...(faults.length === 0 ? ['No file led to anything else.'] : ['What must not happen:', '', ...faults]),
    '',
  ].join('\n');
}

/** Columns are as wide as their widest cell; the first is text, the others numbers. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column].length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [line(head), line(rule), ...rows.map(line)];
}
