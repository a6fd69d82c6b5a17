import { join } from 'node:path';
import { z } from 'zod';
import { DatasetError } from '../../common/errors';
import { silentReporter, type Reporter } from '../../common/reporter';
import { readJson } from '../../common/validation';
import { readBopDataset } from '../bop/bopDataset';
import { splitFolders } from '../bop/bopLayout';
import { DATASET_FILE } from '../bop/splitHash';
import type { Split } from '../poseDataset';
import { setAside } from './renderedSet';

const descriptionSchema = z.object({ hashes: z.record(z.string(), z.unknown()) });

/**
 * Reads sets that are rendered on demand. Where that fails because the files of one were changed or lost, the reporter hears
 * which, the set is put aside, and rendered again.
 * @param ensure - renders what is missing, and gives the sets' folders
 * @throws DatasetError from reading where every set is as it was rendered
 */
export async function readRendered<Folders extends readonly string[], T>(
  ensure: () => Promise<Folders>,
  read: (folders: Folders) => Promise<T>,
  reporter: Reporter = silentReporter,
): Promise<T> {
  const folders = await ensure();
  try {
    return await read(folders);
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error;
    let found = false;
    for (const folder of folders) {
      const fault = await faultOf(folder);
      if (fault === undefined) continue;
      found = true;
      await setAside(folder, fault, reporter);
    }
    if (!found) throw error;
    return read(await ensure());
  }
}

/** Reads every split that the set says it has, whole: what is read is checked against the set's own hashes. */
async function faultOf(folder: string): Promise<DatasetError | undefined> {
  try {
    const { hashes } = await readJson(join(folder, DATASET_FILE), descriptionSchema, DatasetError);
    for (const [split, name] of Object.entries(splitFolders))
      if (Object.hasOwn(hashes, name)) await readBopDataset(folder, { split: split as Split });
    return undefined;
  } catch (error) {
    if (error instanceof DatasetError) return error;
    throw error;
  }
}
