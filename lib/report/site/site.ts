import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../common/projectRoot';
import { escapeMarkup } from '../markup';
import { readNotebook } from '../notebookFile';
import { writeApiReference } from './apiReference';
import { codeStyle } from './codeMarkup';
import { ledgerPage } from './ledgerPage';
import { notebookPage } from './notebookPage';
import { pageMarkup } from './pageFrame';
import { filesOf, publishFolder } from './publishedFolder';
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
  /** Pages of the API reference, from the site's folder */
  readonly apiPages: readonly string[];
  readonly apiWarnings: number;
  /** Files of an earlier export that were removed */
  readonly removed: number;
}

/**
 * Writes the site: notebooks as they are stored, the ledger, the API reference. It needs no server and no network. What an
 * earlier export wrote is replaced, and what else lies in the folder stays.
 * @throws ConfigurationError where a file in the folder that is not from an export would be overwritten
 */
export async function writeSite(options: SiteOptions): Promise<WrittenSite> {
  const staging = await mkdtemp(join(tmpdir(), 'mqat-site-'));
  try {
    const written = await writePages({ ...options, folder: staging });
    return { ...written, removed: await publishFolder(staging, options.folder) };
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function writePages(options: SiteOptions): Promise<Omit<WrittenSite, 'removed'>> {
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
    'site.css': `${await codeStyle()}${siteStyle}`,
    'plots.js': plotScript,
    'ledger.js': ledgerScript,
  };
  for (const [file, content] of Object.entries(written)) await writeFile(join(folder, file), content);
  const apiWarnings = await writeApiReference(apiEntry, join(folder, 'api'));
  return {
    pages: ['index.html', 'ledger.html', ...names.map((name) => `notebooks/${name}.html`)],
    apiPages: (await filesOf(join(folder, 'api')))
      .filter((file) => file.endsWith('.html'))
      .map((file) => `api/${file}`),
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
