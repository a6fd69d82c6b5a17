import type { Notebook } from '../../lib/report/notebookFile';

const plot = {
  data: [{ name: 'ours', x: [1, 2, 4], y: [0.5, 0.25, null] }],
  layout: { title: 'a </script> b' },
};

/** A notebook that shows what notebooks show: prose, streams, a table, a plot with its picture; and what it must not run. */
export const exampleNotebook: Notebook = {
  cells: [
    {
      cell_type: 'markdown',
      id: 'a',
      metadata: {},
      source: ['# Example\n', 'with <script>alert(1)</script>'],
    },
    {
      ...{ cell_type: 'code', id: 'b', metadata: {}, execution_count: 1, source: 'show(table);' },
      outputs: [
        { output_type: 'stream', name: 'stdout', text: ['two ', 'lines\n'] },
        {
          output_type: 'display_data',
          data: { 'text/html': '<table><tr><td onclick="x()">1</td></tr></table>', 'text/plain': '1' },
          metadata: {},
        },
        {
          output_type: 'display_data',
          data: {
            'application/vnd.plotly.v1+json': plot,
            'image/png': 'iVBORw0KGgo=',
            'text/plain': 'a figure',
          },
          metadata: { 'image/png': { width: 320, height: 200 } },
        },
      ],
    },
  ],
  metadata: { kernelspec: { name: 'mqat' } },
  nbformat: 4,
  nbformat_minor: 5,
};
