import { completeFigure } from './figures/completeFigure';
import type { FigureDraft } from './figures/figure';
import { figureImage } from './figures/figureImage';
import { completeImage, type ImageDraft } from './pictures/imageDraft';
import { escapeMarkup } from './markup';
import { watermarkOf, type Provenance } from './provenance';
import { tableMarkup } from './tables/tableMarkup';
import { tableText } from './tables/tableText';
import { completeTable, type TableFrame, type TableText } from './tables/table';

/** One output: the same thing in several formats, the reader's program takes the richest it knows. */
export interface DisplayOutput {
  /** By MIME type: text, or JSON; pictures as base64 */
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Where outputs go: a notebook cell, or a list in a test. */
export interface DisplayTarget {
  /** @param id - outputs of the same id replace each other; missing for one that stays */
  write(output: DisplayOutput, id?: string): void;
}

/** Shows figures, tables and pictures, each with what there is to see and what was run. */
export class Display {
  constructor(private readonly target: DisplayTarget) {}

  /**
   * A figure: interactive where plotly's MIME type is known, a picture everywhere else, and its caption.
   * @throws ConfigurationError when the provenance is incomplete
   * @throws EnvironmentError when no browser can be started to draw the picture
   */
  async figure(draft: FigureDraft, provenance: Provenance): Promise<void> {
    const figure = completeFigure(draft, provenance);
    const png = await figureImage(figure);
    const { width, height, alternativeText } = figure;
    this.target.write({
      data: {
        'application/vnd.plotly.v1+json': figure.plotly,
        'image/png': png.toString('base64'),
        'text/plain': alternativeText,
      },
      metadata: { 'image/png': { width, height, alt: alternativeText } },
    });
    this.caption('Figure', figure.caption, figure.source, watermarkOf(provenance));
  }

  /**
   * A picture, such as a gallery, and its caption.
   * @throws ConfigurationError when the provenance is incomplete
   */
  async image(draft: ImageDraft, provenance: Provenance): Promise<void> {
    const { png, width, height, alternativeText, caption, source } = await completeImage(draft, provenance);
    this.target.write({
      data: { 'image/png': png.toString('base64'), 'text/plain': alternativeText },
      metadata: { 'image/png': { width, height, alt: alternativeText } },
    });
    this.caption('Picture', caption, source, watermarkOf(provenance));
  }

  /**
   * A table.
   * @param frame - a danfojs DataFrame, or anything with its columns, index and values
   * @throws ConfigurationError when the provenance is incomplete
   */
  table(frame: TableFrame, text: TableText, provenance: Provenance): void {
    const table = completeTable(frame, text, provenance);
    this.target.write({
      data: { 'text/html': tableMarkup(table), 'text/plain': tableText(table) },
      metadata: {},
    });
  }

  /** Text with numbers that the notebook has just computed. */
  markdown(text: string): void {
    this.target.write({ data: { 'text/markdown': text, 'text/plain': text }, metadata: {} });
  }

  private caption(kind: string, caption: string, source: string, watermark: string | null): void {
    const mark = watermark === null ? '' : `<b style="color: #e5484d">${escapeMarkup(watermark)}</b><br>`;
    const html =
      `<p style="max-width: 760px">${mark}<b>${kind}.</b> ${escapeMarkup(caption)}<br>` +
      `<small>${escapeMarkup(source)}</small></p>`;
    const lines = [...(watermark === null ? [] : [watermark]), `${kind}. ${caption}`, source];
    this.target.write({ data: { 'text/html': html, 'text/plain': lines.join('\n') }, metadata: {} });
  }
}
