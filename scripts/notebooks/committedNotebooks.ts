import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigurationError } from '../../lib/common/errors';
import { projectRoot } from '../../lib/common/projectRoot';

const folder = join(projectRoot, 'notebooks');

/** @returns paths of the project's notebooks, in the order of their numbers */
export async function committedNotebooks(): Promise<string[]> {
  const files = existsSync(folder) ? await readdir(folder) : [];
  return files
    .filter((file) => file.endsWith('.ipynb'))
    .sort()
    .map((file) => join(folder, file));
}

/**
 * @param name - `01-dataset`, `01`, or a path to an .ipynb file
 * @returns the path of that notebook
 * @throws ConfigurationError when there is none, or more than one
 */
export async function findNotebook(name: string): Promise<string> {
  if (name.endsWith('.ipynb')) return name;
  const all = await committedNotebooks();
  const found = all.filter((file) => file === join(folder, `${name}.ipynb`) || file.startsWith(join(folder, `${name}-`)));
  if (found.length === 1) return found[0];
  throw new ConfigurationError({
    field: 'notebook',
    found: name,
    expected: all.map((file) => file.slice(folder.length + 1, -'.ipynb'.length)).join(', ') || 'a notebook in notebooks/',
    remedy: 'Name one of them, or give the path of an .ipynb file.',
  });
}
