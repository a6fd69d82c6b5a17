import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ConsoleMessage, Page } from 'puppeteer-core';
import { withPage } from '../browser';
import { inspectPage } from './inspectPage';

/**
 * Opens pages of a site from the file system in a browser without network, light and dark, 1280 and 400 px wide.
 * @param folder - the site
 * @param pages - from its folder
 * @returns the faults, each with its page: errors of the console, figures not drawn or without alternative text,
 * what the keyboard does not reach, low contrast, and pages that scroll sideways
 */
export async function checkPages(folder: string, pages: readonly string[]): Promise<string[]> {
  return withPage(async (page) => {
    const faults: string[] = [];
    try {
      for (const file of pages) {
        for (const [scheme, width] of [
          ['light', 1280],
          ['dark', 400],
        ] as const) {
          const found = await checkPage(page, join(folder, file), scheme, width);
          faults.push(...found.map((fault) => `${file}, ${scheme}, ${width} px: ${fault}`));
        }
      }
    } finally {
      await page.emulateMediaFeatures([]);
    }
    return faults;
  });
}

async function checkPage(page: Page, file: string, scheme: string, width: number): Promise<string[]> {
  const faults: string[] = [];
  const onConsole = (message: ConsoleMessage) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  };
  const onError = (error: unknown) => faults.push(`script: ${String(error)}`);
  page.on('console', onConsole).on('pageerror', onError);
  try {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.setViewport({ width, height: 800 });
    await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
    await page
      .waitForFunction("!document.querySelector('.plot:not([data-drawn])')", { timeout: 30_000 })
      .catch(() => faults.push('a figure is not drawn'));
    faults.push(...((await page.evaluate(inspectPage)) as string[]));
    faults.push(...(await tabThrough(page)));
  } finally {
    page.off('console', onConsole).off('pageerror', onError);
  }
  return faults;
}

/** The first two stops of the tab key: the skip link, in sight, then another; each with a visible focus. */
async function tabThrough(page: Page): Promise<string[]> {
  const faults: string[] = [];
  const stops: string[] = [];
  for (let stop = 0; stop < 2; stop++) {
    await page.keyboard.press('Tab');
    const [text, left, outline] = (await page.evaluate(
      `(() => { const at = document.activeElement; return [at.textContent.trim(), at.getBoundingClientRect().left,
        getComputedStyle(at).outlineStyle]; })()`,
    )) as [string, number, string];
    if (left < 0 || outline === 'none') faults.push(`no visible focus on "${text.slice(0, 40)}"`);
    stops.push(text);
  }
  if (stops[0] !== 'Skip to content')
    faults.push(`the first stop of the tab key is "${stops[0].slice(0, 40)}"`);
  if (stops[0] === stops[1]) faults.push('the tab key does not move on');
  return faults;
}
