import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeBrowser, withPage } from '../browser';
import { checkPages, firstOfFolders } from './checkPages';
import { plotDataCsv } from './plotData';
import { safeMarkup } from './safeMarkup';
import { writeSite, type WrittenSite } from './site';

let folder: string;
let site: WrittenSite;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mqat-site-'));
  const notebooks = ['11-fpn-bit-sweep', '17-predictions'];
  site = await writeSite({ folder, notebooks, apiEntry: 'lib/common/errors.ts' });
});

afterAll(async () => {
  await closeBrowser();
  await rm(folder, { recursive: true, force: true });
});

it('opens from the file system: drawn, described, reachable by keyboard, readable dark and narrow', async () => {
  expect(site.apiWarnings).toBe(0);
  const apiPages = firstOfFolders(site.apiPages);
  expect(apiPages.map((page) => page.split('/')[1])).toEqual(
    expect.arrayContaining(['classes', 'interfaces']),
  );
  expect(await checkPages(folder, [...site.pages, ...apiPages])).toEqual([]);
  expect(existsSync(join(folder, 'notebooks', '11-fpn-bit-sweep-1.csv'))).toBe(true);
});

it('draws plots in the colors of the scheme, and anew when the reader changes it', async () => {
  const grounds = await withPage(async (page) => {
    const groundIn = async (scheme: string) => {
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await page.waitForFunction(`document.querySelector('.plot').dataset.drawn === '${scheme}'`);
      return page.evaluate(`getComputedStyle(document.querySelector('.plot .main-svg')).backgroundColor`);
    };
    await page.goto(pathToFileURL(join(folder, 'notebooks', '11-fpn-bit-sweep.html')).href);
    const found = [await groundIn('light'), await groundIn('dark'), await groundIn('light')];
    await page.emulateMediaFeatures([]);
    return found;
  });
  expect(grounds).toEqual(['rgb(255, 255, 255)', 'rgb(22, 22, 22)', 'rgb(255, 255, 255)']);
});

it('filters and sorts the ledger', async () => {
  const [all, filtered, order] = await withPage(async (page) => {
    await page.goto(pathToFileURL(join(folder, 'ledger.html')).href);
    const shown = () => page.evaluate(`document.querySelectorAll('tbody tr:not([hidden])').length`);
    const before = (await shown()) as number;
    await page.type('#filter', 'claim');
    const after = (await shown()) as number;
    await page.focus('th button');
    await page.keyboard.press('Enter');
    return [before, after, await page.evaluate(`document.querySelector('th').getAttribute('aria-sort')`)];
  });
  expect(filtered).toBeGreaterThan(0);
  expect(filtered).toBeLessThan(all as number);
  expect(order).toBe('ascending');
});

it('finds faults where there are some', async () => {
  const fault =
    '<main><p style="color:#777;background:#666;width:3000px">grey</p><img src="none.png"><script>fail()</script>' +
    '<button style="outline:none">unseen</button><button style="position:absolute;top:0" tabindex="1">first</button>' +
    '<a href="#" onkeydown="event.preventDefault()">trap</a><div class="plot" data-drawn aria-label="plot">' +
    '<svg class="main-svg" style="background:#fff"><text fill="#ddd">faint</text></svg></div>';
  await writeFile(join(folder, 'faulty.html'), fault);
  const faults = (await checkPages(folder, ['faulty.html'])).join('\n');
  for (const part of [
    ...[
      'sideways',
      'alternative text',
      'is missing',
      'color-contrast',
      'fail is not defined',
      'html-has-lang',
    ],
    ...[
      'no visible focus on "unseen"',
      'after "first"',
      'held by "trap"',
      'contrast 1.4 of "faint" in a plot',
    ],
  ])
    expect(faults).toContain(part);
});

it('keeps of HTML no script, handler or link', () => {
  const html =
    '<p onclick="x()">a<script>x()</script><a href="javascript:x()">b</a><img src=x onerror=x()></p>';
  expect(safeMarkup(html)).toBe('<p>ab</p>');
});

it('writes the ends of error bars into the data of a figure', () => {
  const trace = { name: 'a', x: ['near'], y: [2], error_y: { array: [1], arrayminus: [0.5] } };
  expect(plotDataCsv({ data: [trace] })).toBe('trace,x,y,x_low,x_high,y_low,y_high\na,near,2,,,1.5,3\n');
});
