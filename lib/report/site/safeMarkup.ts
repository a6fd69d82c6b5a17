import MarkdownIt from 'markdown-it';
import sanitize from 'sanitize-html';

const markdown = new MarkdownIt({ html: false, linkify: false });

/** @returns prose as HTML; HTML inside it is shown as text */
export function proseMarkup(text: string): string {
  return markdown.render(text);
}

/**
 * What a cell showed as HTML, reduced to tables and text: no scripts, handlers, links, forms or pictures, and of
 * styles only alignment, so that the page's colors hold.
 */
export function safeMarkup(html: string): string {
  return sanitize(html, {
    allowedTags: [
      ...['table', 'caption', 'thead', 'tbody', 'tr', 'th', 'td'],
      ...['p', 'b', 'strong', 'i', 'em', 'code', 'small', 'br', 'sub', 'sup'],
    ],
    allowedAttributes: { th: ['style', 'colspan', 'rowspan'], td: ['style', 'colspan', 'rowspan'] },
    allowedStyles: {
      '*': { 'text-align': [/^(?:left|right|center)$/], 'white-space': [/^(?:nowrap|normal)$/] },
    },
  });
}
