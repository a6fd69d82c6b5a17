import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DatasetError } from '../../common/errors';
import { isThere } from '../../common/isThere';
import { readJson } from '../../common/validation';
import { mapConcurrently } from '../concurrency';
import type { BopScene } from './bopScene';

const CONCURRENCY = 16;

/** File in a rendered set's root that says how it was made; written last, so that its presence means complete. */
export const DATASET_FILE = 'dataset.json';

const storedSchema = z.object({
  hashes: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256')),
});

/**
 * SHA-256 over files: their names in the order given, and the SHA-256 of their bytes. Reads each file once.
 * @param root - folder that the names are relative to
 * @param files - with `/` between folders
 * @returns hexadecimal
 */
export async function hashFiles(root: string, files: readonly string[]): Promise<string> {
  const lines = await mapConcurrently(files, CONCURRENCY, async (file) => {
    const bytes = await readFile(join(root, ...file.split('/')));
    return `${createHash('sha256').update(bytes).digest('hex')}  ${file}\n`;
  });
  return createHash('sha256').update(lines.join('')).digest('hex');
}

/** SHA-256 over what a network sees of a split: annotations, images and visible masks of its scenes. */
export async function hashSplit(
  root: string,
  splitFolder: string,
  scenes: readonly BopScene[],
): Promise<string> {
  const files = scenes.flatMap((scene) => {
    const masks = [...scene.files].filter((name) => name.startsWith('mask_visib/'));
    const names = [...scene.annotationFiles, ...scene.images.values(), ...masks];
    const sceneFolder = scene.folder.slice(join(root, splitFolder).length + 1);
    return names.map((name) => `${splitFolder}/${sceneFolder}/${name}`);
  });
  return hashFiles(root, files);
}

/**
 * Compares a part of a set with the hash that a rendered set stores of it; other sets have none.
 * @param part - folder of a split or of models, in the set's root
 * @param hashOf - computes the hash of the whole part, whatever of it is read; called for rendered sets alone
 * @throws DatasetError when they differ
 */
export async function checkStoredHash(
  root: string,
  part: string,
  hashOf: () => Promise<string>,
): Promise<void> {
  const file = join(root, DATASET_FILE);
  if (!(await isThere(file))) return;
  const { hashes } = await readJson(file, storedSchema, DatasetError);
  const hash = await hashOf();
  if (hashes[part] === hash) return;
  throw new DatasetError({
    file,
    field: `hashes.${part}`,
    found: hash,
    expected: String(hashes[part]),
    remedy: `Files in ${join(root, part)} were changed: remove ${root} and render the set again.`,
  });
}
