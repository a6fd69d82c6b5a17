import { z } from 'zod';
import { DatasetError } from '../../common/errors';
import { validate } from '../../common/validation';
import { escapeMarkup } from '../markup';
import { joinText, outputText, type CellOutput, type Notebook } from '../notebookFile';
import { codeMarkup } from './codeMarkup';
import { darkColors } from './darkColors';
import { pageMarkup, scrollingRegion } from './pageFrame';
import { plotDataCsv } from './plotData';
import { proseMarkup, safeMarkup } from './safeMarkup';

const plotType = 'application/vnd.plotly.v1+json';
const size = z.object({ width: z.number(), height: z.number() });

/** A page and the files that it offers, by name beside it. */
export interface NotebookPage {
  readonly title: string;
  readonly html: string;
  readonly files: ReadonlyMap<string, string | Buffer>;
}

/**
 * A notebook as a page: prose, code, and what its cells showed when it was last executed.
 * @param name - of the notebook, without its ending
 * @throws DatasetError when a figure has no size or is no plot
 */
export function notebookPage(name: string, { cells }: Notebook): NotebookPage {
  const files = new Map<string, string | Buffer>();
  const parts = cells.flatMap(({ cell_type, source, outputs = [] }) => {
    const text = joinText(source);
    if (cell_type === 'markdown') return [proseMarkup(text)];
    if (text.trim() === '') return [];
    const code = scrollingRegion('Code', codeMarkup(text));
    return [code, ...outputs.map((output) => outputMarkup(name, output, files))];
  });
  const prose = joinText(cells.find((cell) => cell.cell_type === 'markdown')?.source ?? '');
  const title = /^# (.+)$/m.exec(prose)?.[1] ?? name;
  const drawn = parts.some((part) => part.includes('class="plot"'));
  const scripts = drawn ? ['plotly.min.js', 'plots.js'] : [];
  return { title, html: pageMarkup({ title, body: parts.join('\n'), root: '../', scripts }), files };
}

function outputMarkup(name: string, output: CellOutput, files: Map<string, string | Buffer>): string {
  const plain = outputText(output, 'text/plain') ?? joinText(output.text ?? '');
  const plotly = output.data?.[plotType];
  const png = outputText(output, 'image/png');
  if (png !== undefined) return figureMarkup(name, output, plain, plotly, png, files);
  const markdown = outputText(output, 'text/markdown');
  if (markdown !== undefined) return proseMarkup(markdown);
  const html = outputText(output, 'text/html');
  if (html === undefined) return scrollingRegion('Output', `<pre>${escapeMarkup(plain)}</pre>`);
  return html.includes('<table') ? scrollingRegion('Table', safeMarkup(html)) : safeMarkup(html);
}

function figureMarkup(
  name: string,
  output: CellOutput,
  alternativeText: string,
  plotly: unknown,
  png: string,
  files: Map<string, string | Buffer>,
): string {
  const id = `${name}-${[...files.keys()].filter((file) => file.endsWith('.png')).length + 1}`;
  files.set(`${id}.png`, Buffer.from(png, 'base64'));
  const source = `${name}: figure ${id}`;
  const { width, height } = validate(size, output.metadata?.['image/png'], source, DatasetError);
  const text = escapeMarkup(alternativeText);
  const image = `<img src="${id}.png" alt="${text}" width="${width}" height="${height}">`;
  const link = (ending: string, label: string) =>
    `<a href="${id}.${ending}" download aria-label="${label} of figure ${id}">${label}</a>`;
  if (plotly === undefined) {
    return `<figure>${scrollingRegion('Picture', image)}${link('png', 'PNG')}</figure>`;
  }
  files.set(`${id}.csv`, plotDataCsv(plotly, source));
  const json = JSON.stringify({ plotly, darkColors: darkColors(plotly) }).replace(/</g, '\\u003c');
  const place =
    `<div class="plot" id="${id}" role="img" aria-label="${text}" style="width:${width}px;height:${height}px"></div>` +
    `<noscript>${image}</noscript>`;
  return (
    `<figure>${scrollingRegion('Figure', place)}${link('png', 'PNG')} ${link('csv', 'CSV')}` +
    `<script type="application/json" id="${id}-data">${json}</script></figure>`
  );
}
