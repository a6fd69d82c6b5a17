import { access } from 'node:fs/promises';

/** @returns whether there is a file or folder of that name that can be reached */
export function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
