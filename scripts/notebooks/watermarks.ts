import { smokeWatermark } from '../../lib/report/provenance';
import { joinText, type CellOutput, type CellText, type Notebook } from '../../lib/report/notebookFile';
import { declaredParameters, injectedParameters } from './parameters';

const plotly = 'application/vnd.plotly.v1+json';

/**
 * @param name - of the notebook's file
 * @returns one line for each figure or picture of a notebook stored at smoke scale that does not say so: in the plot, and in the words for
 * those who do not see it
 */
export function watermarkProblems(notebook: Notebook, name: string): string[] {
  const declared = declaredParameters(notebook).find((parameter) => parameter.name === 'profile')?.value;
  if ((injectedParameters(notebook).get('profile') ?? declared) !== 'smoke') return [];
  return notebook.cells.flatMap(({ outputs = [] }, index) =>
    outputs
      .filter((output) => isPicture(output) && !isMarked(output))
      .map(() => `${name}: cell ${index + 1}: a figure at smoke scale without "${smokeWatermark}"`),
  );
}

function isPicture({ data = {} }: CellOutput): boolean {
  return plotly in data || 'image/png' in data;
}

function isMarked({ data = {} }: CellOutput): boolean {
  const words = joinText((data['text/plain'] ?? '') as CellText);
  return words.includes(smokeWatermark) && (!(plotly in data) || isPlotMarked(data[plotly]));
}

function isPlotMarked(figure: unknown): boolean {
  const { layout } = figure as { layout?: { annotations?: readonly { text?: unknown }[] } };
  return layout?.annotations?.some(({ text }) => text === smokeWatermark) ?? false;
}
