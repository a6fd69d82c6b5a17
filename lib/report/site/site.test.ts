import { existsSync } from 'node:fs';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeBrowser, withPage } from '../browser';
import { checkPages } from './checkPages';
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
  expect(await checkPages(folder, site.pages)).toEqual([]);
  expect(existsSync(join(folder, 'notebooks', '11-fpn-bit-sweep-1.csv'))).toBe(true);
});

it('has an API reference that a browser opens without an error', async () => {
  const errors: string[] = [];
  const title = await withPage(async (page) => {
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(pathToFileURL(join(folder, 'api', 'classes', 'InputError.html')).href);
    return page.title();
  });
  expect(title).toContain('InputError');
  expect(errors).toEqual([]);
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
    '<p style="color:#777;background:#666;width:3000px">grey</p><img src="none.png"><script>fail()</script>';
  await appendFile(join(folder, 'index.html'), fault.replace('<p', '<main><p'));
  const faults = (await checkPages(folder, ['index.html'])).join('\n');
  for (const part of ['sideways', 'alternative text', 'is missing', 'contrast', 'fail is not defined'])
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
