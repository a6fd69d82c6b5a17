import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EnvironmentError } from './errors';

/** The folder of the project: where its package.json lies, whether the code runs compiled or from source. */
export const projectRoot = findProjectRoot(__dirname);

function findProjectRoot(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && isOurs(manifest)) return folder;
    if (folder === dirname(folder)) break;
  }
  throw new EnvironmentError({
    file: start,
    found: 'no package.json of this project in any folder above',
    expected: 'the library inside its project',
    remedy: 'Run it from a complete checkout.',
  });
}

function isOurs(manifest: string): boolean {
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string }).name === 'mqat';
}
