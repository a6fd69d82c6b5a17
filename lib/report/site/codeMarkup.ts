import { readFile } from 'node:fs/promises';
import highlighter from 'highlight.js/lib/core';
import typescript from 'highlight.js/lib/languages/typescript';

highlighter.registerLanguage('typescript', typescript);

/** @returns TypeScript as HTML, its words in the classes of highlight.js */
export function codeMarkup(source: string): string {
  return `<pre class="code"><code class="hljs">${highlighter.highlight(source, { language: 'typescript' }).value}</code></pre>`;
}

/** @returns the style sheet of code: highlight.js's own two of high contrast, by the reader's choice of light or dark */
export async function codeStyle(): Promise<string> {
  const [light, dark] = await Promise.all(
    ['a11y-light', 'a11y-dark'].map((name) =>
      readFile(require.resolve(`highlight.js/styles/${name}.css`), 'utf8'),
    ),
  );
  return `${light}\n@media (prefers-color-scheme: dark) {\n${dark}\n}\npre.code { padding: 0; }\npre code.hljs { overflow: visible; padding: 0.75rem; }\n`;
}
