import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forkScript } from '../support/forkScript';

/** Where a write must fail. */
export const placeNames = [
  'disk full, a file',
  'disk full, the lock of a run',
  'disk full, a results store',
  'read-only folder, a file',
  'read-only folder, a results store',
  'another device, a results store',
] as const;

export type PlaceName = (typeof placeNames)[number];

/** What came of writing to a place that cannot be written. */
export interface FaultyPlace {
  readonly name: PlaceName;
  /** The typed error's words, or why the place could not be made here */
  readonly found: string;
  readonly tried: boolean;
  /** What must not be, in words */
  readonly faults: readonly string[];
}

/**
 * Writes a file and a second run of a results store to places that are full, read-only, or of another device. Their disks
 * are mounted in a mount namespace of one process and go with it, however it ends.
 * @param unshare - the program that makes the namespace
 */
export async function tryFaultyPlaces(unshare = 'unshare'): Promise<readonly FaultyPlace[]> {
  const folder = await mkdtemp(join(tmpdir(), 'places-'));
  try {
    return await tryApart(folder, unshare);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function tryApart(folder: string, unshare: string): Promise<readonly FaultyPlace[]> {
  const rights = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  const worker = forkScript(join(__dirname, 'placesWorker'), [folder], {
    execPath: unshare,
    execArgv: ['--mount', ...rights, process.execPath],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let places: readonly FaultyPlace[] | undefined;
  let complaint = '';
  worker.on('message', (message) => {
    places = message as FaultyPlace[];
  });
  worker.stderr!.on('data', (text: Buffer) => {
    complaint += text.toString();
  });
  return new Promise((resolve, reject) => {
    worker.on('error', ({ message }) => {
      resolve(untried(message));
    });
    worker.on('close', (code, signal) => {
      if (places !== undefined) resolve(places);
      else if (complaint.startsWith('unshare:')) resolve(untried(complaint.trim()));
      else reject(new Error(`the process that tries places ended (${signal ?? code}): ${complaint}`));
    });
  });
}

function untried(reason: string): FaultyPlace[] {
  const found = `no disk can be mounted here: ${reason}`;
  return placeNames.map((name) => ({ name, tried: false, found, faults: [] }));
}
