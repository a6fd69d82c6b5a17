/* Tries every place that cannot be written, and sends what came of it. Argument: an empty folder. */
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeFileAtomically } from '../../lib/common/atomicFile';
import { causeText } from '../../lib/common/causeText';
import { InputError } from '../../lib/common/errors';
import { silentReporter } from '../../lib/common/reporter';
import { openResultsStore } from '../../lib/experiments/store/resultsStore';
import { exampleIngredients, exampleRun } from '../support/exampleRun';
import { placeNames, type FaultyPlace, type PlaceName } from './faultyPlaces';

const oldContent = 'old content';

interface Trial {
  readonly attempt: unknown;
  /** Whether what was there before is there, and nothing else */
  readonly intact: boolean;
}

/** What is tried on an empty disk of 128 KiB that is mounted as a folder `smoke`. */
const trials: Record<PlaceName, (disk: string) => Promise<Trial>> = {
  'disk full, a file': (disk) => secondFile(disk, 'x'.repeat(1 << 20)),
  'disk full, the lock of a run': (disk) => secondRun(disk, () => fill(disk, 0)),
  'disk full, a results store': (disk) => secondRun(disk, () => fill(disk, 12 << 10)),
  'read-only folder, a file': (disk) =>
    secondFile(disk, 'new content', () => mount('-o', 'remount,bind,ro', disk)),
  'read-only folder, a results store': (disk) => secondRun(disk, () => mount('-o', 'remount,bind,ro', disk)),
  'another device, a results store': async (disk) => {
    const store = openResultsStore(dirname(disk), silentReporter);
    const attempt = await failure(() => store.save(exampleRun()));
    const { runs, damaged } = await store.list('smoke');
    return { attempt, intact: runs.length === 0 && damaged.length === 0 };
  },
};

/** @param left - bytes that stay free: enough for the lock of a run, not for the run */
async function fill(disk: string, left: number): Promise<void> {
  const { bavail, bsize } = await statfs(disk);
  await writeFile(join(disk, 'filler'), Buffer.alloc(bavail * bsize - left));
}

/** Writes a file, spoils the disk, writes the file again, and reads it. */
async function secondFile(disk: string, content: string, spoil?: () => unknown): Promise<Trial> {
  const file = join(disk, 'kept.txt');
  await writeFileAtomically(file, oldContent);
  spoil?.();
  const attempt = await failure(() => writeFileAtomically(file, content));
  const names = await readdir(disk);
  return { attempt, intact: names.length === 1 && (await readFile(file, 'utf8')) === oldContent };
}

/** Saves a run, spoils the disk, saves another, and reads the first again. */
async function secondRun(disk: string, spoil: () => unknown): Promise<Trial> {
  const store = openResultsStore(disk, silentReporter);
  const { id } = await store.save(exampleRun());
  await spoil();
  const other = { ...exampleIngredients, dataHash: 'e'.repeat(64) };
  const attempt = await failure(() => store.save(exampleRun(other)));
  const { runs, damaged } = await store.list('smoke');
  const unfinished = await readdir(join(disk, '.store', 'unfinished'));
  const kept = runs.length === 1 && runs[0].id === id && damaged.length === 0;
  return { attempt, intact: kept && unfinished.length === 0 };
}

async function tryPlace(name: PlaceName, parent: string): Promise<FaultyPlace> {
  const disk = join(parent, 'smoke');
  await mkdir(disk, { recursive: true });
  try {
    mount('-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', disk);
    return judge(name, await trials[name](disk));
  } catch (cause) {
    if (!(cause instanceof MountRefusal)) throw cause;
    return { name, tried: false, found: `no disk can be mounted here: ${cause.message}`, faults: [] };
  }
}

function judge(name: PlaceName, { attempt, intact }: Trial): FaultyPlace {
  const typed = attempt instanceof InputError;
  const faults = [
    ...(typed ? [] : [`${name}: no typed error, but ${causeText(attempt)}`]),
    ...(intact ? [] : [`${name}: what was there before is not as it was`]),
  ];
  const found = typed ? `${attempt.name}: ${attempt.problem.found.split(',')[0]}` : causeText(attempt);
  return { name, tried: true, found, faults };
}

class MountRefusal extends Error {}

function mount(...words: string[]): void {
  try {
    execFileSync('mount', words, { stdio: 'pipe' });
  } catch (cause) {
    const text = causeText(cause);
    throw new MountRefusal(text.split('\n').find((line) => line.startsWith('mount:')) ?? text);
  }
}

async function failure(action: () => Promise<unknown>): Promise<unknown> {
  try {
    await action();
  } catch (cause) {
    return cause;
  }
  return 'it was written';
}

async function tryPlaces(folder: string): Promise<void> {
  const places: FaultyPlace[] = [];
  for (const [index, name] of placeNames.entries()) {
    places.push(await tryPlace(name, join(folder, String(index))));
  }
  process.send!(places, undefined, {}, () => process.exit());
}

void tryPlaces(process.argv[2]);
