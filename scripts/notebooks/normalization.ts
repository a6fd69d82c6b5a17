import { ConfigurationError } from '../../lib/common/errors';
import { progressMetadata } from '../../lib/report/notebookReporter';
import { joinText, type Cell, type CellOutput, type CellText, type Notebook } from '../../lib/report/notebookFile';
import { isIdleInjection } from './parameters';
import { resultsMetadata } from './resultsRead';

/** The notebook metadata that is committed, the same in every notebook. */
export const committedMetadata = {
  kernelspec: { display_name: 'MQAT (TypeScript)', language: 'typescript', name: 'mqat' },
  language_info: {
    codemirror_mode: { mode: 'typescript', name: 'javascript', typescript: true },
    file_extension: '.ts',
    mimetype: 'text/typescript',
    name: 'typescript',
    version: '3.7.2',
  },
};

/** Cell metadata that says something about the content; anything else is an editor's or a run's. */
export const committedCellMetadata = ['tags', 'jupyter'];

/**
 * Brings a notebook into the form that is committed: the project's metadata only, those of the results it read among them, execution counts from 1, keys sorted,
 * text as one string a line, without progress bars and without a cell that sets parameters to what they are. What else
 * cells and outputs say is left as it is.
 * @throws ConfigurationError when cells were executed out of order: their outputs may be stale
 */
export function normalizeNotebook(notebook: Notebook, file: string): Notebook {
  checkOrder(notebook, file);
  let count = 0;
  const kept = notebook.cells.filter((cell) => !isIdleInjection(notebook, cell));
  const cells = kept.map((cell) => {
    const executed = cell.cell_type === 'code' && typeof cell.execution_count === 'number';
    return normalizeCell(cell, executed ? ++count : null);
  });
  const metadata = { ...committedMetadata, ...resultsMetadata(notebook) };
  return sortKeys({ ...notebook, cells, metadata, nbformat: 4, nbformat_minor: 5 });
}

function normalizeCell(cell: Cell, count: number | null): Cell {
  const metadata = Object.fromEntries(
    Object.entries(cell.metadata).filter(([key]) => committedCellMetadata.includes(key)),
  );
  const { cell_type, id } = cell;
  const source = splitLines(cell.source);
  if (cell_type !== 'code') return { cell_type, id, metadata, source };
  const outputs = (cell.outputs ?? []).filter(isFinding).map((output) => ({
    ...output,
    ...(output.text === undefined ? {} : { text: splitLines(output.text) }),
    ...(output.output_type === 'execute_result' ? { execution_count: count } : {}),
  }));
  return { cell_type, execution_count: count, id, metadata, outputs, source };
}

/** Progress differs with every execution and says nothing of what was found. */
function isFinding({ metadata = {} }: CellOutput): boolean {
  return metadata['mqat'] !== progressMetadata.mqat;
}

function checkOrder(notebook: Notebook, file: string): void {
  let last = 0;
  for (const [index, { execution_count: count }] of notebook.cells.entries()) {
    if (typeof count !== 'number') continue;
    if (count <= last) {
      throw new ConfigurationError({
        file,
        field: `cell ${index + 1}`,
        found: `execution count ${count} after ${last}`,
        expected: 'cells executed from top to bottom',
        remedy: 'Its outputs may be stale: restart the kernel, run all cells, and normalize again.',
      });
    }
    last = count;
  }
}

/** One string a line, each with its line end, as Jupyter writes it. */
function splitLines(text: CellText): string[] {
  return joinText(text).match(/[^\n]*\n|[^\n]+/g) ?? [];
}

function sortKeys<T>(value: T): T {
  if (Array.isArray(value)) return value.map((item: unknown) => sortKeys(item)) as T;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sortKeys(item as unknown)])) as T;
}
