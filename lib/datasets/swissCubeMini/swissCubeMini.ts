import { access, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join, resolve } from 'node:path';
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
  const target = resolve(folder, `swisscube-mini-${configurationHash(checked)}`);
  const running = renderings.get(target) ?? render(target, checked, reporter);
  renderings.set(target, running);
  try {
    await running;
  } finally {
    renderings.delete(target);
  }
  return target;
}

/** Renderings of this process, so that no set is rendered twice at once. */
const renderings = new Map<string, Promise<void>>();

async function render(
  target: string,
  configuration: SwissCubeMiniConfiguration,
  reporter: Reporter,
): Promise<void> {
  if (await exists(target)) {
    await requireSame(target, configuration);
    return;
  }
  await mkdir(dirname(target), { recursive: true });
  const ownPrefix = `${target}.partial-${hostname()}-`;
  await removeLeftovers(ownPrefix);
  const partial = `${ownPrefix}${process.pid}`;
  reporter.info(`rendering SwissCube-mini into ${target}`);
  try {
    await generateSwissCubeMini(partial, configuration, reporter);
    await rename(partial, target);
  } catch (cause) {
    await rm(partial, { recursive: true, force: true });
    // Another process may have rendered the same set meanwhile.
    if (!isTaken(cause)) throw cause;
    await requireSame(target, configuration);
  }
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

/** Removes what renderings left that were killed on this machine; those of living processes stay. */
async function removeLeftovers(ownPrefix: string): Promise<void> {
  const folder = dirname(ownPrefix);
  for (const entry of await readdir(folder)) {
    const path = join(folder, entry);
    if (path.startsWith(ownPrefix) && !isAlive(Number(path.slice(ownPrefix.length)))) {
      await rm(path, { recursive: true, force: true });
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
