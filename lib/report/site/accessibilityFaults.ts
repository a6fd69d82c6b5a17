import { readFile } from 'node:fs/promises';
import type { Page } from 'puppeteer-core';

/** The part of axe-core's answer that is used. */
interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

/** Success criteria of WCAG 2.2 at levels A and AA, contrast among them. */
const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/**
 * @param page - open and drawn
 * @returns what axe-core finds against WCAG 2.2 at level AA in the page as it looks now, each with its first place
 */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(require.resolve('axe-core/axe.min.js'), 'utf8'));
  const options = JSON.stringify({ runOnly: standards, resultTypes: ['violations'], preload: false });
  const { violations } = (await page.evaluate(`axe.run(document, ${options})`)) as AxeResults;
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help}; ${nodes.length} times, such as ${nodes[0].html.slice(0, 160)}`,
  );
}
