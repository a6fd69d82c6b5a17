import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Socket } from 'node:net';
import type { Browser, Page } from 'puppeteer-core';
import { EnvironmentError } from '../common/errors';
import { browserFiles, fontFolder } from './browserFiles';

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--hide-scrollbars',
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
];

interface RunningBrowser {
  readonly browser: Browser;
  readonly page: Page;
  /** Its profile and font settings */
  readonly folder: string;
  /** How many callers use it now; while none does, it does not keep the process alive */
  users: number;
}

let running: Promise<RunningBrowser> | null = null;
let queue: Promise<unknown> = Promise.resolve();

/**
 * Lends the one page of this process's one browser, which starts at the first call, has no network, and ends with
 * the process. Callers get the page one after the other.
 * @throws EnvironmentError when no browser can be started
 */
export async function withPage<T>(use: (page: Page) => Promise<T>): Promise<T> {
  const turn = queue.then(async () => {
    const current = await (running ??= start().catch(forget));
    hold(current);
    try {
      return await use(current.page);
    } finally {
      release(current);
    }
  });
  queue = turn.catch(() => undefined);
  return turn;
}

/** Ends the browser now, if one is running. The next figure starts another. */
export async function closeBrowser(): Promise<void> {
  const current = await running?.catch(() => null);
  running = null;
  if (!current) return;
  hold(current);
  await current.browser.close();
  rmSync(current.folder, { recursive: true, force: true });
}

async function start(): Promise<RunningBrowser> {
  const { executable, libraries } = await browserFiles();
  const folder = await mkdtemp(join(tmpdir(), 'mqat-browser-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  try {
    const environment = libraries === null ? {} : await linuxEnvironment(folder, libraries);
    const browser = await launch(executable, folder, environment);
    process.once('exit', () => browser.process()?.kill('SIGKILL'));
    browser.once('disconnected', () => (running = null));
    const page = await browser.newPage();
    await page.setOfflineMode(true);
    return { browser, page, folder, users: 0 };
  } catch (cause) {
    rmSync(folder, { recursive: true, force: true });
    throw new EnvironmentError({
      file: executable,
      found: `a browser that does not start: ${cause instanceof Error ? cause.message.split('\n')[0] : String(cause)}`,
      expected: 'headless Chromium, which draws the figures',
      remedy:
        'Delete .setup and run `npm run setup`, or set MQAT_CHROME to an installed Chrome or Chromium; ' +
        'on a very old system also install the libraries libnss3 and libexpat1.',
    });
  }
}

/** After a failure the next figure tries again: the reader may have mended the cause. */
function forget(failure: unknown): never {
  running = null;
  throw failure;
}

async function launch(
  executablePath: string,
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<Browser> {
  const { launch: launchBrowser } = await import('puppeteer-core');
  return launchBrowser({
    executablePath,
    pipe: true,
    ignoreDefaultArgs: true,
    args: [...flags, `--user-data-dir=${join(folder, 'profile')}`, 'about:blank'],
    env: { ...process.env, ...environment },
    // An interrupt is the notebook's way to stop a cell: the browser must not end the process on it.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
}

/** The unpacked browser sees only the unpacked libraries and font, so that figures look the same on every system. */
async function linuxEnvironment(folder: string, libraries: string): Promise<Record<string, string>> {
  const settings = join(folder, 'fonts.conf');
  const fonts = await fontFolder();
  await writeFile(
    settings,
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">` +
      `<fontconfig><dir>${fonts}</dir><cachedir>${join(folder, 'font-cache')}</cachedir></fontconfig>`,
  );
  return { LD_LIBRARY_PATH: libraries, FONTCONFIG_FILE: settings };
}

function hold(current: RunningBrowser): void {
  current.users++;
  keepAlive(current.browser, true);
}

function release(current: RunningBrowser): void {
  current.users--;
  if (current.users === 0) keepAlive(current.browser, false);
}

function keepAlive(browser: Browser, alive: boolean): void {
  const child = browser.process();
  const sockets = (child?.stdio ?? []).filter((stream) => stream !== null) as Socket[];
  for (const handle of [child, ...sockets]) {
    if (alive) handle?.ref();
    else handle?.unref();
  }
}
