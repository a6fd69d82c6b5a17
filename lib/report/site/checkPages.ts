import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ConsoleMessage, Page } from 'puppeteer-core';
import { withPage } from '../browser';
import { accessibilityFaults } from './accessibilityFaults';
import { colorChannels, contrastRatio } from './colorContrast';
import { leastContrast } from './darkColors';
import { inspectPage, type PageInspection } from './inspectPage';
import { tabFaults } from './tabStops';

type ColorScheme = 'light' | 'dark';

/** Every look of a page; in two that differ in both it is also read by axe-core and walked through with the tab key. */
const looks: readonly { readonly scheme: ColorScheme; readonly width: number; readonly isFull: boolean }[] = [
  { scheme: 'light', width: 1280, isFull: true },
  { scheme: 'light', width: 400, isFull: false },
  { scheme: 'dark', width: 1280, isFull: false },
  { scheme: 'dark', width: 400, isFull: true },
];

/**
 * Opens pages of a site from the file system in a browser without network, light and dark, 1280 and 400 px wide.
 * @param folder - the site
 * @param pages - from its folder
 * @returns the faults, each with its page: errors of the console, figures not drawn or without alternative text, what the
 * keyboard does not reach in order with a visible focus, contrast below 4.5, what else axe-core finds, and pages that
 * scroll sideways
 */
export async function checkPages(folder: string, pages: readonly string[]): Promise<string[]> {
  return withPage(async (page) => {
    const faults: string[] = [];
    try {
      for (const file of pages) {
        for (const { scheme, width, isFull } of looks) {
          const found = await checkPage(page, join(folder, file), scheme, width, isFull);
          faults.push(...found.map((fault) => `${file}, ${scheme}, ${width} px: ${fault}`));
        }
      }
    } finally {
      await page.emulateMediaFeatures([]);
    }
    return faults;
  });
}

/** @returns of each folder of pages the first: enough of an API reference, whose pages are alike */
export function firstOfFolders(pages: readonly string[]): string[] {
  const first = new Map<string, string>();
  for (const page of pages) {
    const folder = page.slice(0, page.lastIndexOf('/'));
    if (!first.has(folder)) first.set(folder, page);
  }
  return [...first.values()];
}

async function checkPage(
  page: Page,
  file: string,
  scheme: ColorScheme,
  width: number,
  isFull: boolean,
): Promise<string[]> {
  const faults: string[] = [];
  const onConsole = (message: ConsoleMessage) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  };
  const onError = (error: unknown) => faults.push(`script: ${String(error)}`);
  page.on('console', onConsole).on('pageerror', onError);
  try {
    await page.emulateMediaFeatures([
      { name: 'prefers-color-scheme', value: scheme },
      { name: 'prefers-reduced-motion', value: 'reduce' },
    ]);
    await page.setViewport({ width, height: 800 });
    await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
    await page
      .waitForFunction("!document.querySelector('.plot:not([data-drawn])')", { timeout: 30_000 })
      .catch(() => faults.push('a figure is not drawn'));
    const inspection = (await page.evaluate(inspectPage)) as PageInspection;
    faults.push(...inspection.faults, ...faintWords(inspection));
    if (isFull) faults.push(...(await tabFaults(page)), ...(await accessibilityFaults(page)));
  } finally {
    page.off('console', onConsole).off('pageerror', onError);
  }
  return faults;
}

/** Words of plots whose contrast is too low; of several the first. */
function faintWords({ plotWords }: PageInspection): string[] {
  const faint = plotWords.flatMap(({ text, color, ground }) => {
    const [own, behind] = [colorChannels(color), colorChannels(ground)];
    const contrast = own && behind ? contrastRatio(own, behind) : 0;
    return contrast >= leastContrast ? [] : [`contrast ${contrast.toFixed(1)} of "${text}" in a plot`];
  });
  return faint.slice(0, 1);
}
