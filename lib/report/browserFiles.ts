import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { extract } from 'tar-fs';
import { EnvironmentError } from '../common/errors';
import { projectRoot } from '../common/projectRoot';
import { unpackOnce } from './unpackOnce';

/** Version of the npm package `@sparticuz/chromium`, whose packed files we unpack: part of the folders' names. */
const packageVersion = '143.0.4';

/** A browser that draws figures without a window. */
export interface BrowserFiles {
  readonly executable: string;
  /** Folder of shared libraries to find before the system's; null for an installed browser */
  readonly libraries: string | null;
}

/**
 * The browser named by `MQAT_CHROME`, else, on Linux x64, the Chromium of the npm package, unpacked at the first
 * call (4 s) with the libraries that a bare system lacks.
 * @throws EnvironmentError when there is neither
 */
export async function browserFiles(): Promise<BrowserFiles> {
  const installed = process.env['MQAT_CHROME'];
  if (installed !== undefined) return installedBrowser(installed);
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new EnvironmentError({
      field: 'MQAT_CHROME',
      found: `${process.platform} ${process.arch}, for which no browser comes with the project`,
      expected: 'the path of an installed Chrome or Chromium',
      remedy:
        'Set MQAT_CHROME, on macOS usually to "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome".',
    });
  }
  const folder = await unpackOnce(unpackedFolder('chromium'), async (target) => {
    const executable = join(target, 'chromium');
    await pipeline(packedFile('chromium.br'), createBrotliDecompress(), createWriteStream(executable));
    await chmod(executable, 0o755);
    await unpackArchive('al2023.tar.br', target);
  });
  return { executable: join(folder, 'chromium'), libraries: join(folder, 'lib') };
}

/** @returns the folder of the font that figures are set in, Open Sans, unpacked at the first call */
export async function fontFolder(): Promise<string> {
  const folder = await unpackOnce(unpackedFolder('fonts'), (target) => unpackArchive('fonts.tar.br', target));
  return join(folder, 'fonts', 'Open_Sans');
}

function installedBrowser(executable: string): BrowserFiles {
  if (existsSync(executable)) return { executable, libraries: null };
  throw new EnvironmentError({
    field: 'MQAT_CHROME',
    found: `${executable}, which does not exist`,
    expected: 'the path of an installed Chrome or Chromium',
    remedy: 'Correct the variable, or unset it on Linux x64 to use the browser that comes with the project.',
  });
}

function unpackedFolder(name: string): string {
  return join(projectRoot, '.setup', `${name}-${packageVersion}`);
}

async function unpackArchive(name: string, target: string): Promise<void> {
  await pipeline(packedFile(name), createBrotliDecompress(), extract(target));
}

function packedFile(name: string): NodeJS.ReadableStream {
  const entry = require.resolve('@sparticuz/chromium');
  return createReadStream(join(dirname(entry), '..', '..', 'bin', name));
}
