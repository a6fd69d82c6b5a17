/** What can be read from a page that is open. */
export interface PageInspection {
  readonly faults: readonly string[];
  /** Words in plots, with their color and that of the ground, as the browser computes them */
  readonly plotWords: readonly { readonly text: string; readonly color: string; readonly ground: string }[];
}

/** Runs in the page, as text, for the library knows no document. A watermark is faint by intent: the figure's text has it too. */
export const inspectPage = `(() => {
  const faults = [];
  const plotWords = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) faults.push('scrolls sideways, ' + root.scrollWidth + ' px');
  for (const image of document.images) {
    if (!image.alt) faults.push('a picture has no alternative text');
    if (!image.complete || image.naturalWidth === 0) faults.push('a picture is missing: ' + image.src);
  }
  for (const plot of document.querySelectorAll('.plot')) {
    if (!plot.getAttribute('aria-label')) faults.push(plot.id + ' has no alternative text');
    const svg = plot.querySelector('svg.main-svg');
    if (!svg) {
      faults.push(plot.id + ' is empty');
      continue;
    }
    const ground = getComputedStyle(svg).backgroundColor;
    for (const word of plot.querySelectorAll('svg text')) {
      const { fill } = getComputedStyle(word);
      const text = word.textContent.trim();
      const isWatermark = plot.getAttribute('aria-label').endsWith('(' + text + ')');
      if (text !== '' && !isWatermark) plotWords.push({ text, color: fill, ground });
    }
  }
  for (const part of document.querySelectorAll('.scroll')) {
    if (part.tabIndex !== 0) faults.push('the keyboard cannot scroll ' + part.getAttribute('aria-label'));
  }
  return { faults, plotWords };
})()`;
