import { open, rename, rm, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { causeText } from './causeText';
import { StorageError } from './errors';
import { removeDeadTemporaries, temporaryFile } from './temporaryFiles';

/**
 * Writes a file so that a reader sees the old content or the new, never a part: temporary file, fsync, rename,
 * fsync of the folder. Makes the folder if it is missing. What writers of the file that died left is removed.
 * @param file - path to write
 * @throws StorageError when it cannot be written
 */
export async function writeFileAtomically(file: string, content: string | Uint8Array): Promise<void> {
  try {
    await replaceFile(file, content);
  } catch (cause) {
    throw new StorageError({
      file,
      found: causeText(cause),
      expected: `a place with ${Buffer.byteLength(content)} bytes free that can be written`,
      remedy: 'Free space or correct the permissions, then run the command again.',
    });
  }
}

/** @returns what stopped a write, without the file's name: for errors that name it themselves */
export function writeFaultText(cause: unknown): string {
  return cause instanceof StorageError ? cause.problem.found : causeText(cause);
}

async function replaceFile(file: string, content: string | Uint8Array): Promise<void> {
  const folder = dirname(file);
  await mkdir(folder, { recursive: true });
  await removeDeadTemporaries(file);
  const temporary = temporaryFile(file);
  try {
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
  await syncFolder(folder);
}

/** Makes the names in a folder survive a crash. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
