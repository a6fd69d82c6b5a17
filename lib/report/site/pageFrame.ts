import { escapeMarkup } from '../markup';

/** A page's place in the site and what it says. */
export interface PageText {
  readonly title: string;
  /** HTML, already safe */
  readonly body: string;
  /** From the page's folder to the site's: empty, or `../` */
  readonly root: string;
  /** Files of the site that the page runs, in order */
  readonly scripts?: readonly string[];
}

/** A whole page: skip link, the site's navigation, and one main part. */
export function pageMarkup({ title, body, root, scripts = [] }: PageText): string {
  const tags = scripts.map((file) => `<script src="${root}${file}"></script>`).join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeMarkup(title)} · MQAT</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${root}site.css">
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
<nav aria-label="Site">
<a href="${root}index.html">Notebooks</a> <a href="${root}ledger.html">Ledger</a>
<a href="${root}api/index.html">API reference</a>
</nav>
<main id="content" tabindex="-1">
${body}
</main>
${tags}
</body>
</html>
`;
}

/** What is wider than a narrow screen scrolls by itself, with the keyboard too. */
export function scrollingRegion(label: string, content: string): string {
  return `<div class="scroll" role="region" tabindex="0" aria-label="${escapeMarkup(label)}">${content}</div>`;
}
