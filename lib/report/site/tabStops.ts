import type { Page } from 'puppeteer-core';

/** Where the focus is. */
interface TabStop {
  /** Its place among the elements of the page; -1 where the focus has left them */
  readonly place: number;
  readonly text: string;
  readonly isVisible: boolean;
}

/** Runs in the page, as text: numbers its elements, and says how many the tab key has to reach. */
const prepare = `(() => {
  window.placeOf = new Map([...document.querySelectorAll('*')].map((element, place) => [element, place]));
  const isReachable = (element) => {
    if (element.tabIndex < 0 || element.disabled || element.closest('[inert]')) return false;
    return element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
  };
  const wanted = 'a[href], button, input, select, textarea, summary, [tabindex]';
  return [...document.querySelectorAll(wanted)].filter(isReachable).map((element) => window.placeOf.get(element));
})()`;

const readFocus = `(() => {
  const element = document.activeElement;
  if (!element || element === document.body) return { place: -1, text: '', isVisible: true };
  const { left, top, right, bottom, width, height } = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const isInView = width > 0 && height > 0 && right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
  const hasRing = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
  const text = element.getAttribute('aria-label') ?? element.textContent.trim();
  return { place: window.placeOf.get(element), text, isVisible: isInView && hasRing };
})()`;

/**
 * Walks through an open page with the tab key, from its beginning until the focus leaves it.
 * @returns the faults: what is not reached, out of order, without a visible focus, and where the focus is held
 */
export async function tabFaults(page: Page): Promise<string[]> {
  const wanted = (await page.evaluate(prepare)) as number[];
  const stops: TabStop[] = [];
  const faults: string[] = [];
  // Scrolling regions are stops too in some browsers, so that there can be more stops than are wanted.
  for (let press = 0; press <= 2 * wanted.length + 20; press++) {
    await page.keyboard.press('Tab');
    const stop = (await page.evaluate(readFocus)) as TabStop;
    if (stop.place === -1 || stop.place === stops[0]?.place) break;
    const last = stops[stops.length - 1];
    if (stop.place === last?.place) return [...faults, `the focus is held by ${nameOf(stop)}`];
    if (last !== undefined && stop.place < last.place)
      faults.push(`${nameOf(stop)} comes after ${nameOf(last)}`);
    if (!stop.isVisible) faults.push(`no visible focus on ${nameOf(stop)}`);
    stops.push(stop);
  }
  const reached = new Set(stops.map(({ place }) => place));
  const missed = wanted.filter((place) => !reached.has(place));
  if (missed.length > 0) faults.push(`the tab key does not reach ${missed.length} of ${wanted.length} stops`);
  return faults;
}

function nameOf({ text }: TabStop): string {
  return `"${text.slice(0, 40)}"`;
}
