import { copyFile, mkdir, readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { z } from 'zod';
import { writeFileAtomically } from '../../common/atomicFile';
import { sha256 } from '../../common/canonicalJson';
import { ConfigurationError } from '../../common/errors';
import { isThere } from '../../common/isThere';
import { readJson } from '../../common/validation';

/** Lists what an export wrote, in its folder. */
export const manifestName = '.exported-files.json';

const insideFolder = z
  .string()
  .regex(/^[^/\\]+(?:\/[^/\\]+)*$/, 'a path inside the folder')
  .refine(
    (path) => !path.split('/').some((part) => part === '..' || part === '.'),
    'a path inside the folder',
  );
const manifest = z.record(insideFolder, z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256'));

/** SHA-256 of files by their paths, with `/` between folders. */
type FileHashes = Readonly<Record<string, string>>;

/**
 * Makes a folder hold what was written elsewhere. Files of an earlier export that are no more are removed; what somebody else
 * put there, or has changed since, stays. The list of what is ours is written before and after: an export that is broken off is
 * cleaned up by the next.
 * @param source - what was written
 * @param target - made where it is missing
 * @returns how many old files were removed
 * @throws ConfigurationError where a file of somebody else is in the way, before anything is written
 */
export async function publishFolder(source: string, target: string): Promise<number> {
  const list = join(target, manifestName);
  const [written, earlier] = await Promise.all([
    hashesOf(source, await filesOf(source)),
    isThere(list).then((listed) => (listed ? readJson(list, manifest, ConfigurationError) : {})),
  ]);
  await refuseForeign(target, written, earlier);
  await writeManifest(list, { ...earlier, ...written });
  for (const path of Object.keys(written)) {
    await mkdir(dirname(join(target, path)), { recursive: true });
    await copyFile(join(source, path), join(target, path));
  }
  const removed = await removeOld(target, written, earlier);
  await writeManifest(list, written);
  return removed;
}

/** @returns the files below a folder, in order */
export async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)).split(sep).join('/'))
    .sort();
}

async function hashesOf(folder: string, paths: readonly string[]): Promise<FileHashes> {
  const hashes: Record<string, string> = {};
  for (const path of paths) hashes[path] = sha256(await readFile(join(folder, path)));
  return hashes;
}

async function refuseForeign(target: string, written: FileHashes, earlier: FileHashes): Promise<void> {
  for (const path of Object.keys(written)) {
    const file = join(target, path);
    if (Object.hasOwn(earlier, path) || !(await isThere(file))) continue;
    if (sha256(await readFile(file)) === written[path]) continue;
    throw new ConfigurationError({
      file,
      found: 'a file that no earlier export lists as its own',
      expected: 'none: it would be overwritten',
      remedy: 'Move it away, or export to another folder with --output.',
    });
  }
}

async function removeOld(target: string, written: FileHashes, earlier: FileHashes): Promise<number> {
  let removed = 0;
  for (const path of Object.keys(earlier)) {
    const file = join(target, path);
    if (Object.hasOwn(written, path) || !(await isThere(file))) continue;
    if (sha256(await readFile(file)) !== earlier[path]) continue;
    await rm(file);
    removed++;
    await removeEmptyFolders(target, dirname(file));
  }
  return removed;
}

async function removeEmptyFolders(target: string, folder: string): Promise<void> {
  for (let at = folder; at !== target && (await readdir(at)).length === 0; at = dirname(at)) await rmdir(at);
}

function writeManifest(list: string, hashes: FileHashes): Promise<void> {
  return writeFileAtomically(list, `${JSON.stringify(hashes, null, 1)}\n`);
}
