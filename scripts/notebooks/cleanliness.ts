import { formatNotebook, joinText, type Cell, type CellOutput, type Notebook } from '../../lib/report/notebookFile';
import { normalizeNotebook } from './normalization';

/** Absolute paths of somebody's machine. */
const machinePath = /(?:^|[\s"'`(=:,])(?:file:\/\/)?(?:\/(?:home|Users|root|tmp|var|opt|mnt|work)\/|[A-Z]:\\)[^\s"'`)]*/m;

/**
 * @param notebook - as it was read from the file
 * @param text - the file's text
 * @param file - its name
 * @returns what keeps the notebook from being committed, one line each; nothing where it is clean
 */
export function notebookProblems(notebook: Notebook, text: string, file: string): string[] {
  return [
    ...notebook.cells.flatMap((cell, index) =>
      cellProblems(cell).map((problem) => `${file}: cell ${index + 1}: ${problem}`),
    ),
    ...repeatedIds(notebook).map((id) => `${file}: cell id ${id} occurs more than once`),
    ...(isNormalized(notebook, text, file)
      ? []
      : [`${file}: not normalized (counts, metadata, keys): run \`npm run notebooks:normalize\``]),
  ];
}

function isNormalized(notebook: Notebook, text: string, file: string): boolean {
  try {
    return formatNotebook(normalizeNotebook(notebook, file)) === text;
  } catch {
    return false;
  }
}

function cellProblems(cell: Cell): string[] {
  const path = machinePath.exec(joinText(cell.source))?.[0].trim();
  return [
    ...(path === undefined ? [] : [`its source names a path of one machine: ${path}`]),
    ...(cell.outputs ?? []).flatMap(outputProblems),
  ];
}

function outputProblems(output: CellOutput): string[] {
  if (output.output_type === 'error') return ['it holds an error'];
  if (output.name === 'stderr') {
    return [`it holds error output: ${joinText(output.text ?? '').trim().split('\n')[0]}`];
  }
  const path = machinePath.exec(readableText(output))?.[0].trim();
  return path === undefined ? [] : [`its output names a path of one machine: ${path}`];
}

/** The text of an output, without pictures. */
function readableText({ text, data = {} }: CellOutput): string {
  const parts = Object.entries(data)
    .filter(([type]) => !type.startsWith('image/'))
    .map(([, value]) => (typeof value === 'string' ? value : JSON.stringify(value)));
  return [joinText(text ?? ''), ...parts].join('\n');
}

function repeatedIds(notebook: Notebook): string[] {
  const ids = notebook.cells.map((cell) => cell.id);
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
}
