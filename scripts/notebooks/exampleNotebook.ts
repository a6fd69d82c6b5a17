import type { Cell, Notebook } from '../../lib/report/notebookFile';
import { committedMetadata } from './normalization';

/** @returns a notebook of code cells, for tests; the first is tagged `parameters` */
export function exampleNotebook(...sources: string[]): Notebook {
  const parameters = "const profile: string = 'smoke'; // scale\nconst seed = 1;\nconst draw = true;";
  const cells = [parameters, ...sources].map(
    (source, index): Cell => ({
      cell_type: 'code',
      execution_count: null,
      id: `cell-${index}`,
      metadata: index === 0 ? { tags: ['parameters'] } : {},
      outputs: [],
      source,
    }),
  );
  return { cells, metadata: committedMetadata, nbformat: 4, nbformat_minor: 5 };
}
