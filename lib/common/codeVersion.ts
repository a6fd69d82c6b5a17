import { execFile } from 'node:child_process';
import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from './projectRoot';

const run = promisify(execFile);

/** What computes: a changed notebook or result is not changed code. */
const codePaths = ['lib', 'scripts', 'package.json', 'package-lock.json', 'tsconfig.json'];

/**
 * @param root - folder of the project
 * @returns the short git commit, with `-modified` where the code differs from it; the package's version outside git
 */
export async function codeVersion(root: string = projectRoot): Promise<string> {
  return (await gitVersion(root)) ?? packageVersion(root);
}

async function gitVersion(root: string): Promise<string | null> {
  try {
    const top = await git(root, 'rev-parse', '--show-toplevel');
    if ((await realpath(top)) !== (await realpath(root))) return null;
    const commit = await git(root, 'rev-parse', '--short=9', 'HEAD');
    const changes = await git(root, 'status', '--porcelain', '--', ...codePaths);
    return changes === '' ? commit : `${commit}-modified`;
  } catch {
    return null;
  }
}

async function git(root: string, ...words: string[]): Promise<string> {
  const { stdout } = await run('git', ['-C', root, ...words]);
  return stdout.trim();
}

async function packageVersion(root: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  return `version ${manifest.version}`;
}
