import { access, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { DatasetError } from '../../common/errors';
import { silentReporter, type Reporter } from '../../common/reporter';
import { readJson } from '../../common/validation';
import { DATASET_FILE } from '../bop/splitHash';
import {
  configurationHash,
  parseSwissCubeMini,
  RENDERING_VERSION,
  type SwissCubeMiniConfiguration,
} from './configuration';
import { generateSwissCubeMini } from './generation';

const descriptionSchema = z.object({ renderingVersion: z.number(), configuration: z.unknown() });

/**
 * Makes sure that the set is there, rendering it if it is missing. It is rendered beside its place and moved there
 * when complete, so that an interrupted rendering is never read; what such a one left is removed.
 * @param folder - folder of all data sets; the set gets its own in it, named by its configuration
 * @returns the set's folder
 * @throws ConfigurationError when the configuration cannot be rendered
 * @throws DatasetError when something else is in the set's place
 */
export async function ensureSwissCubeMini(
  folder: string,
  configuration: SwissCubeMiniConfiguration,
  reporter: Reporter = silentReporter,
): Promise<string> {
  const checked = parseSwissCubeMini(configuration);
  const name = `swisscube-mini-${configurationHash(checked)}`;
  const target = join(folder, name);
  if (await exists(target)) {
    await requireSame(target, checked);
    return target;
  }
  await mkdir(folder, { recursive: true });
  await removeLeftovers(folder, name);
  const partial = join(folder, `${name}.partial-${process.pid}`);
  reporter.info(`rendering SwissCube-mini into ${target}`);
  try {
    await generateSwissCubeMini(partial, checked, reporter);
    await rename(partial, target);
  } catch (cause) {
    await rm(partial, { recursive: true, force: true });
    // Another process may have rendered the same set meanwhile.
    if (!isTaken(cause)) throw cause;
    await requireSame(target, checked);
  }
  return target;
}

async function requireSame(target: string, configuration: SwissCubeMiniConfiguration): Promise<void> {
  const file = join(target, DATASET_FILE);
  const remedy = `Remove ${target}; the set will be rendered again.`;
  if (!(await exists(file))) {
    throw new DatasetError({ file, found: 'no such file', expected: 'a complete rendered set', remedy });
  }
  const found = await readJson(file, descriptionSchema, DatasetError);
  const wanted = JSON.stringify([RENDERING_VERSION, configuration]);
  if (JSON.stringify([found.renderingVersion, found.configuration]) === wanted) return;
  throw new DatasetError({
    file,
    field: 'configuration',
    found: JSON.stringify(found.configuration),
    expected: JSON.stringify(configuration),
    remedy,
  });
}

/** Removes what renderings left that were killed; those of living processes stay. */
async function removeLeftovers(folder: string, name: string): Promise<void> {
  const prefix = `${name}.partial-`;
  for (const entry of await readdir(folder)) {
    if (entry.startsWith(prefix) && !isAlive(Number(entry.slice(prefix.length)))) {
      await rm(join(folder, entry), { recursive: true, force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    return (cause as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function isTaken(cause: unknown): boolean {
  const code = (cause as NodeJS.ErrnoException).code;
  return code === 'ENOTEMPTY' || code === 'EEXIST';
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
