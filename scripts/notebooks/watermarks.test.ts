import { describe, expect, it } from 'vitest';
import { completeFigure } from '../../lib/report/figures/completeFigure';
import { trainingCurve } from '../../lib/report/figures/trainingCurve';
import { methodStyles } from '../../lib/report/figures/palette';
import { exampleNotebook } from './exampleNotebook';
import type { Notebook } from '../../lib/report/notebookFile';
import { injectParameters } from './parameters';
import { watermarkProblems } from './watermarks';

const draft = trainingCurve({
  ...{ title: 'Loss', caption: 'It falls.', quantity: { name: 'Loss' } },
  curves: [{ style: methodStyles.lsq, steps: [1, 2], values: [2, 1] }],
});

/** A figure as it is shown at a scale. */
function shownAt(profile: 'smoke' | 'mini'): Record<string, unknown> {
  const provenance = { profile, seeds: [], codeVersion: 'a', dataHash: null, wallSeconds: 1 } as const;
  const { plotly, alternativeText } = completeFigure(draft, provenance);
  return { 'application/vnd.plotly.v1+json': plotly, 'image/png': 'png', 'text/plain': alternativeText };
}

function notebookWith(data: Record<string, unknown>): Notebook {
  const notebook = exampleNotebook('figure');
  notebook.cells[1].outputs = [{ output_type: 'display_data', data, metadata: {} }];
  return notebook;
}

const problem = 'x: cell 2: a figure at smoke scale without "smoke: not a result"';

describe('a figure of a notebook that is stored at smoke scale', () => {
  const marked = shownAt('smoke');

  it('carries its watermark', () => {
    expect(watermarkProblems(notebookWith(marked), 'x')).toEqual([]);
  });

  it.each([
    ['in the plot', { ...marked, 'application/vnd.plotly.v1+json': shownAt('mini')['application/vnd.plotly.v1+json'] }],
    ['in words', { ...marked, 'text/plain': shownAt('mini')['text/plain'] }],
    ['of a picture', { 'image/png': 'png', 'text/plain': 'a picture' }],
  ])('is named when the watermark is missing %s', (_, data) => {
    expect(watermarkProblems(notebookWith(data), 'x')).toEqual([problem]);
  });

  it('needs none where other results are stored, or no figure is shown', () => {
    const mini = injectParameters(notebookWith(shownAt('mini')), 'x', { profile: 'mini' });
    expect(watermarkProblems(mini, 'x')).toEqual([]);
    expect(watermarkProblems(notebookWith({ 'text/plain': 'words' }), 'x')).toEqual([]);
  });
});
