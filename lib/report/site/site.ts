import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../../common/projectRoot';
import { escapeMarkup } from '../markup';
import { readNotebook } from '../notebookFile';
import { writeApiReference } from './apiReference';
import { ledgerPage } from './ledgerPage';
import { notebookPage } from './notebookPage';
import { pageMarkup } from './pageFrame';
import { ledgerScript, plotScript } from './siteScripts';
import { siteStyle } from './siteStyle';

export interface SiteOptions {
  /** Where to */
  readonly folder: string;
  /** Names without their ending; all where missing */
  readonly notebooks?: readonly string[];
  /** Source file whose exports the API reference describes */
  readonly apiEntry?: string;
}

/** What was written. */
export interface WrittenSite {
  /** Pages from the site's folder, without those of the API reference */
  readonly pages: readonly string[];
  readonly apiWarnings: number;
}

/** Writes the site: notebooks as they are stored, the ledger, the API reference. It needs no server and no network. */
export async function writeSite(options: SiteOptions): Promise<WrittenSite> {
  const { folder, apiEntry = 'lib/index.ts' } = options;
  const names = options.notebooks ?? (await notebookNames());
  await mkdir(join(folder, 'notebooks'), { recursive: true });
  await copyFile(require.resolve('plotly.js-basic-dist-min'), join(folder, 'plotly.min.js'));
  const ledger = await readFile(join(projectRoot, 'results', 'ledger.csv'), 'utf8');
  const entries: string[] = [];
  for (const name of names) {
    const stored = await readNotebook(join(projectRoot, 'notebooks', `${name}.ipynb`));
    const { title, html, files } = notebookPage(name, stored);
    await writeFile(join(folder, 'notebooks', `${name}.html`), html);
    for (const [file, content] of files) await writeFile(join(folder, 'notebooks', file), content);
    entries.push(`<li><a href="notebooks/${name}.html">${escapeMarkup(`${name}: ${title}`)}</a></li>`);
  }
  const body = `<h1>Modular quantization-aware training</h1><ul>${entries.join('\n')}</ul>`;
  const written: Record<string, string> = {
    'index.html': pageMarkup({ title: 'Notebooks', body, root: '' }),
    'ledger.html': ledgerPage(ledger),
    'ledger.csv': ledger,
    'site.css': siteStyle,
    'plots.js': plotScript,
    'ledger.js': ledgerScript,
  };
  for (const [file, content] of Object.entries(written)) await writeFile(join(folder, file), content);
  const apiWarnings = await writeApiReference(apiEntry, join(folder, 'api'));
  return {
    pages: ['index.html', 'ledger.html', ...names.map((name) => `notebooks/${name}.html`)],
    apiWarnings,
  };
}

async function notebookNames(): Promise<string[]> {
  const files = await readdir(join(projectRoot, 'notebooks'));
  return files
    .filter((file) => file.endsWith('.ipynb'))
    .map((file) => file.slice(0, -'.ipynb'.length))
    .sort();
}
