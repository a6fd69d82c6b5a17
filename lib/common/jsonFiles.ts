import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * @param folder - whose JSON files are listed
 * @returns their paths in the order of their names; none where the folder is missing
 */
export async function jsonFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw cause;
  });
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => join(folder, name));
}
