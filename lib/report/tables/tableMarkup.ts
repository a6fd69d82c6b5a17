import { escapeMarkup } from '../markup';
import type { CompleteTable } from './table';

const rule = 'rgba(128, 128, 128, 0.6)';
/** Characters from which a cell is a sentence, which may be broken into lines. */
const sentenceLength = 60;

/**
 * A table as HTML in the manner of printed papers: three horizontal rules, numbers to the right. The style is inline,
 * which survives where notebooks strip style sheets, and takes its colors from the page, light or dark.
 */
export function tableMarkup(table: CompleteTable): string {
  const { headings, rows, numeric, caption, source, watermark } = table;
  const cell = (tag: string, text: string, at: number, extra = ''): string =>
    `<${tag} style="text-align: ${numeric[at] ? 'right' : 'left'}; padding: 0.3em 0.9em; border: none; ` +
    `white-space: ${text.length < sentenceLength ? 'nowrap' : 'normal'}; vertical-align: top; ` +
    `font-variant-numeric: tabular-nums${extra}">${escapeMarkup(text)}</${tag}>`;
  const head = headings
    .map((text, at) => cell('th', text, at, `; border-bottom: 1px solid ${rule}`))
    .join('');
  const body = rows.map(
    (row) => `<tr style="background: none">${row.map((text, at) => cell('td', text, at)).join('')}</tr>`,
  );
  const mark = watermark === null ? '' : `<b style="color: #e5484d">${escapeMarkup(watermark)}</b><br>`;
  return (
    `<table style="border-collapse: collapse; color: inherit; background: none; margin: 0.5em 0; ` +
    `border: none; border-top: 2px solid ${rule}; border-bottom: 2px solid ${rule}">` +
    `<caption style="caption-side: bottom; text-align: left; padding: 0.5em 0; color: inherit">${mark}` +
    `<b>Table.</b> ${escapeMarkup(caption)}<br><small>${escapeMarkup(source)}</small></caption>` +
    `<thead><tr style="background: none">${head}</tr></thead><tbody>${body.join('')}</tbody></table>`
  );
}
