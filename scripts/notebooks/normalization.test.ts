import { describe, expect, it } from 'vitest';
import { notebookProblems } from './cleanliness';
import { exampleNotebook } from './exampleNotebook';
import { formatNotebook, type CellOutput, type Notebook } from '../../lib/report/notebookFile';
import { normalizeNotebook } from './normalization';
import { injectParameters } from './parameters';

/** A notebook as an editor leaves it: run after others, with timing and its own metadata. */
function executedNotebook(outputs: CellOutput[]): Notebook {
  const notebook = exampleNotebook('seed + 1\nseed');
  notebook.cells[0].execution_count = 3;
  notebook.cells[1] = {
    ...notebook.cells[1],
    execution_count: 8,
    metadata: { tags: ['figure'], execution: { 'shell.execute_reply': 'yesterday' }, collapsed: false },
    outputs,
  };
  return { ...notebook, metadata: { ...notebook.metadata, widgets: {} } };
}

const problemsOf = (notebook: Notebook) => notebookProblems(notebook, formatNotebook(notebook), 'example');

describe('a normalized notebook', () => {
  const normalized = normalizeNotebook(executedNotebook([{ output_type: 'stream', name: 'stdout', text: '2\n' }]), 'x');

  it('counts its executed cells from 1 and keeps no metadata of a run', () => {
    expect(normalized.cells.map((cell) => cell.execution_count)).toEqual([1, 2]);
    expect(normalized.cells[1].metadata).toEqual({ tags: ['figure'] });
    expect(Object.keys(normalized.metadata)).toEqual(['kernelspec', 'language_info']);
  });

  it('has nothing against it, and normalizing it again changes nothing', () => {
    expect(problemsOf(normalized)).toEqual([]);
    expect(formatNotebook(normalizeNotebook(normalized, 'x'))).toBe(formatNotebook(normalized));
  });

  it('has no progress bars and no cell that sets parameters to what they are, but keeps other settings', () => {
    const bar: CellOutput = { output_type: 'display_data', data: {}, metadata: { mqat: 'progress' } };
    const executed = executedNotebook([bar, { output_type: 'display_data', data: {}, metadata: {} }]);
    const idle = injectParameters(executed, 'x', { profile: 'smoke' });
    expect(idle.cells).toHaveLength(3);
    const committed = normalizeNotebook(idle, 'x');
    expect(committed.cells.map((cell) => cell.id)).toEqual(['cell-0', 'cell-1']);
    expect(committed.cells[1].outputs).toHaveLength(1);
    const telling = normalizeNotebook(injectParameters(executed, 'x', { profile: 'mini' }), 'x');
    expect(telling.cells).toHaveLength(3);
  });

  it('is not made from cells that were executed out of order', () => {
    const notebook = executedNotebook([]);
    notebook.cells[1].execution_count = 2;
    expect(() => normalizeNotebook(notebook, 'x')).toThrow(/x: cell 2: found execution count 2 after 3/);
  });
});

describe('a notebook is not clean', () => {
  const withOutput = (output: CellOutput) => problemsOf(normalizeNotebook(executedNotebook([output]), 'x'));

  it('when it is not normalized', () => {
    expect(problemsOf(executedNotebook([]))).toEqual([expect.stringContaining('not normalized')]);
  });

  it('when an output holds an error, error output, or a path of one machine', () => {
    expect(withOutput({ output_type: 'error' })).toEqual([expect.stringContaining('holds an error')]);
    expect(withOutput({ output_type: 'stream', name: 'stderr', text: 'Error: no' })).toEqual([
      expect.stringContaining('error output: Error: no'),
    ]);
    const home = ['', 'home', 'ada'].join('/');
    const path = { 'text/html': `<p>read (${home}/data)</p>`, 'image/png': home };
    expect(withOutput({ output_type: 'display_data', data: path, metadata: {} })).toEqual([
      expect.stringContaining(`${home}/data`),
    ]);
  });

  it('when a cell id occurs twice', () => {
    const notebook = normalizeNotebook(executedNotebook([]), 'x');
    notebook.cells[1].id = notebook.cells[0].id;
    expect(problemsOf(notebook)).toEqual([expect.stringContaining('cell id cell-0')]);
  });
});
