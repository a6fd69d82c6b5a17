import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { DatasetError } from '../../common/errors';
import { isThere } from '../../common/isThere';
import { isAlive } from '../../common/liveProcess';
import { silentReporter, type Reporter } from '../../common/reporter';
import { readJson } from '../../common/validation';
import { DATASET_FILE } from '../bop/splitHash';

/** A set that is rendered on demand. */
export interface RenderedSet {
  readonly name: string;
  /** Raised whenever the same configuration gives other files */
  readonly renderingVersion: number;
  /** Everything that decides the files, as plain data */
  readonly configuration: object;
  /** Renders the whole set into a folder that nobody else uses; `dataset.json` comes last */
  generate(folder: string, reporter: Reporter): Promise<void>;
}

const descriptionSchema = z.object({ renderingVersion: z.number(), configuration: z.unknown() });

/** Renderings of this process, so that no set is rendered twice at once. */
const renderings = new Map<string, Promise<void>>();

/**
 * Makes sure that a set is there, rendering it if it is missing. It is rendered beside its place and moved there when
 * complete, so that an interrupted rendering is never read; what such a one left is removed. A set of another version or with a
 * damaged description is put aside, which the reporter hears, and rendered again.
 * @param target - the set's folder, an absolute path
 * @throws DatasetError when something else is in the set's place
 */
export async function ensureRenderedSet(
  target: string,
  set: RenderedSet,
  reporter: Reporter = silentReporter,
): Promise<void> {
  const running = renderings.get(target) ?? render(target, set, reporter);
  renderings.set(target, running);
  try {
    await running;
  } finally {
    renderings.delete(target);
  }
}

async function render(target: string, set: RenderedSet, reporter: Reporter): Promise<void> {
  if ((await isTaken(target)) && !(await isStale(target, set, reporter))) return;
  await mkdir(dirname(target), { recursive: true });
  const ownPrefix = `${target}.partial-${hostname()}-`;
  await removeLeftovers(ownPrefix);
  const partial = `${ownPrefix}${process.pid}`;
  reporter.info(`rendering ${set.name} into ${target}`);
  try {
    await set.generate(partial, reporter);
    await rename(partial, target);
  } catch (cause) {
    await rm(partial, { recursive: true, force: true });
    // Another process may have rendered the same set meanwhile.
    if (!(await isTaken(target))) throw cause;
    await requireSame(target, set);
  }
}

async function requireSame(target: string, { renderingVersion, configuration }: RenderedSet): Promise<void> {
  const file = join(target, DATASET_FILE);
  const remedy = `Remove ${target}; the set will be rendered again.`;
  if (!(await isThere(file))) {
    throw new DatasetError({ file, found: 'no such file', expected: 'a complete rendered set', remedy });
  }
  const found = await readJson(file, descriptionSchema, DatasetError);
  const wanted = JSON.stringify([renderingVersion, configuration]);
  if (JSON.stringify([found.renderingVersion, found.configuration]) === wanted) return;
  throw new DatasetError({
    file,
    field: 'configuration',
    found: JSON.stringify(found.configuration),
    expected: JSON.stringify(configuration),
    remedy,
  });
}

/**
 * @returns whether a set of another version was in the place, or one whose description is damaged; it is put aside
 * @throws DatasetError when what is there was never a rendered set
 */
async function isStale(target: string, set: RenderedSet, reporter: Reporter): Promise<boolean> {
  try {
    await requireSame(target, set);
    return false;
  } catch (error) {
    if (!(error instanceof DatasetError) || !(await isThere(join(target, DATASET_FILE)))) throw error;
    await setAside(target, error, reporter);
    return true;
  }
}

/**
 * Makes room for a new rendering of a set that is stale or damaged. It stays beside its place as `.damaged`, in place of an
 * earlier one.
 * @param fault - what is wrong with it, for the reporter
 */
export async function setAside(target: string, { problem }: DatasetError, reporter: Reporter): Promise<void> {
  const { file, field, found, expected } = problem;
  const place = [file, field].filter((part) => part !== undefined).join(': ');
  const aside = `${target}.damaged`;
  reporter.warn(
    `${place}: found ${found}; expected ${expected}. The set is rendered again; the old one is ${aside}`,
  );
  await rm(aside, { recursive: true, force: true });
  await rename(target, aside);
}

/** Removes what renderings left that were killed on this machine; those of living processes stay. */
async function removeLeftovers(ownPrefix: string): Promise<void> {
  const folder = dirname(ownPrefix);
  for (const entry of await readdir(folder)) {
    const path = join(folder, entry);
    if (!path.startsWith(ownPrefix)) continue;
    const pid = Number(path.slice(ownPrefix.length));
    const isLeft = pid === process.pid || Number.isNaN(pid) || !isAlive(pid);
    if (isLeft) await rm(path, { recursive: true, force: true });
  }
}

/** @returns whether there is anything of that name, a link that leads nowhere too */
function isTaken(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}
