import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { syncFolder, writeFaultText, writeFileAtomically } from '../../common/atomicFile';
import { sha256 } from '../../common/canonicalJson';
import { ResultsError } from '../../common/errors';
import { isMemoryFault } from '../../common/memoryFault';
import { isThere } from '../../common/isThere';
import { readJson, validate } from '../../common/validation';
import { parseRunConfiguration } from '../configuration/runParsing';
import { runIdentity, type RunIngredients } from '../configuration/runIdentity';
import type { Curve, FinishedRun, ImageErrors, StoredRun } from './storedRun';
import {
  configSchema,
  curveSchema,
  environmentSchema,
  imagesSchema,
  manifestSchema,
  metricsSchema,
  occludedFile,
} from './storedRunSchemas';

/**
 * Reads a run and checks all of it: the digests of its files, their fields, and that the id is that of the ingredients.
 * @throws ResultsError naming the file and the field at fault
 */
export async function readStoredRun(folder: string): Promise<StoredRun> {
  const files = await checkDigests(folder);
  const configFile = join(folder, 'config.json');
  const config = await readJson(configFile, configSchema, ResultsError);
  const { dataHash, behavioralFingerprint, engine } = config;
  const configuration = readConfiguration(config.configuration, configFile);
  const ingredients = { configuration, dataHash, behavioralFingerprint, engine };
  const id = runIdentity(ingredients);
  if (config.id !== id || !basename(folder).startsWith(`${id}-`)) {
    const found = `${config.id} in the folder ${basename(folder)}`;
    throw damaged(configFile, 'id', found, `${id}, the hash of the run's ingredients, in both`);
  }
  return {
    id,
    folder,
    ingredients,
    metrics: await readJson(join(folder, 'metrics.json'), metricsSchema, ResultsError),
    curve: await readJson(join(folder, 'curve.json'), curveSchema, ResultsError),
    images: await readJson(join(folder, 'images.json'), imagesSchema, ResultsError),
    ...(files.includes(occludedFile) && {
      occluded: await readJson(join(folder, occludedFile), imagesSchema, ResultsError),
    }),
    environment: await readJson(join(folder, 'environment.json'), environmentSchema, ResultsError),
  };
}

/**
 * Writes a run as a folder that appears whole or not at all. Only who holds the run's lock may: what is there of earlier
 * attempts was left by processes that died, and is removed.
 * @param folder - must not exist
 * @param workFolder - on the same file system, for the folder in the making
 * @throws ResultsError when a number is not finite, a file cannot be written, or the folder exists
 */
export async function writeStoredRun(run: FinishedRun, folder: string, workFolder: string): Promise<void> {
  const contents = serialize(run, folder);
  const digests = Object.fromEntries(contents.map(([name, text]) => [name, sha256(text)]));
  const unfinished = join(workFolder, `${basename(folder)}-${process.pid}`);
  try {
    await removeUnfinished(workFolder, basename(folder));
    for (const [name, text] of contents) await writeFileAtomically(join(unfinished, name), text);
    await writeFileAtomically(join(unfinished, 'manifest.json'), format(digests));
    await mkdir(dirname(folder), { recursive: true });
    await rename(unfinished, folder);
    await syncFolder(dirname(folder));
  } catch (cause) {
    await rm(unfinished, { recursive: true, force: true });
    throw new ResultsError({
      file: folder,
      found: writeFaultText(cause),
      expected: 'a folder that does not exist yet, in a place that can be written',
      remedy:
        'Free space, correct the permissions, or look at the run that is there. Stored results are untouched.',
    });
  }
}

async function removeUnfinished(workFolder: string, name: string): Promise<void> {
  if (!(await isThere(workFolder))) return;
  for (const entry of await readdir(workFolder))
    if (entry.startsWith(`${name}-`)) await rm(join(workFolder, entry), { recursive: true, force: true });
}

function serialize(run: FinishedRun, folder: string): (readonly [string, string])[] {
  const { metrics, curve, images, occluded, environment, ingredients } = run;
  const place = (name: string) => join(folder, name);
  const config = { id: runIdentity(ingredients), ...ingredients };
  parseRunConfiguration(ingredients.configuration, place('config.json'));
  validate(configSchema, config, place('config.json'), ResultsError);
  validate(metricsSchema, metrics, place('metrics.json'), ResultsError);
  validate(curveSchema, curve, place('curve.json'), ResultsError);
  validate(imagesSchema, images, place('images.json'), ResultsError);
  if (occluded !== undefined) validate(imagesSchema, occluded, place(occludedFile), ResultsError);
  validate(environmentSchema, environment, place('environment.json'), ResultsError);
  try {
    return [
      ['config.json', format(config)],
      ['metrics.json', format(metrics)],
      ['curve.json', formatTable(curve)],
      ['images.json', formatTable(images)],
      ...(occluded === undefined ? [] : [[occludedFile, formatTable(occluded)] as const]),
      ['environment.json', format(environment)],
    ];
  } catch (cause) {
    if (!isMemoryFault(cause)) throw cause;
    throw new ResultsError({
      file: folder,
      found: `no memory to write it with (${cause.message})`,
      expected: 'room for the run as text',
      remedy: 'End other programs, or do fewer runs at once. Stored results are untouched.',
    });
  }
}

/** A row a line. */
function formatTable({ columns, rows }: Curve | ImageErrors): string {
  const lines = rows.map((row) => JSON.stringify(row)).join(',\n');
  return `{"columns":${JSON.stringify(columns)},"rows":[\n${lines}\n]}\n`;
}

function format(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** @returns the files that the manifest names, all of which are as they were written */
async function checkDigests(folder: string): Promise<string[]> {
  const manifest = await readJson(join(folder, 'manifest.json'), manifestSchema, ResultsError);
  for (const [name, digest] of Object.entries(manifest)) {
    const file = join(folder, name);
    const found = await readFile(file).then(sha256, (cause: unknown) => (cause as Error).message);
    if (found !== digest) throw damaged(file, undefined, found, `the SHA-256 ${digest}`);
  }
  return Object.keys(manifest);
}

function readConfiguration(value: unknown, file: string): RunIngredients['configuration'] {
  try {
    return parseRunConfiguration(value, file);
  } catch (cause) {
    const { field, found, expected } = (cause as ResultsError).problem;
    throw damaged(file, `configuration.${field ?? ''}`, found, expected);
  }
}

function damaged(file: string, field: string | undefined, found: string, expected: string): ResultsError {
  const remedy = 'The stored run is damaged: restore its folder, or delete it to run again.';
  return new ResultsError({ file, ...(field !== undefined && { field }), found, expected, remedy });
}
