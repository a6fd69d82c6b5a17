import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isAlive } from './liveProcess';

/** ms; a writer whose process is gone may still run where this process cannot see it, as in another container of the host */
const leastAge = 60_000;
/** ms without a write after which no writer is alive, wherever it runs */
const greatestAge = 24 * 3_600_000;

const host = hostname().replace(/[^\w-]/g, '_');
/** Temporary files of this process so far: two writes at a time of one file have one each. */
let count = 0;
/** Files whose old temporaries this process has looked for. */
const cleaned = new Set<string>();

/** @returns a name beside a file for its next content, which says what host and process writes it */
export function temporaryFile(file: string): string {
  return join(dirname(file), `.${basename(file)}.${host}.${process.pid}-${count++}.tmp`);
}

/**
 * Removes the temporary files of one file whose writers died: once in a process, before it writes that file. They go where
 * nothing was written to them for a minute and their process is gone from this host, or for a day.
 */
export async function removeDeadTemporaries(file: string): Promise<void> {
  if (cleaned.has(file)) return;
  cleaned.add(file);
  const folder = dirname(file);
  for (const name of await readdir(folder)) {
    const owner = ownerOf(name, basename(file));
    if (owner === undefined) continue;
    const path = join(folder, name);
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    const isDead = owner.host === host && !isAlive(owner.pid);
    if (age > greatestAge || (isDead && age > leastAge)) await rm(path, { force: true });
  }
}

function ownerOf(name: string, file: string): { host: string | undefined; pid: number } | undefined {
  if (!name.startsWith(`.${file}.`)) return undefined;
  const match = /^(?:([\w-]+)\.)?(\d+)-\d+\.tmp$/.exec(name.slice(file.length + 2));
  return match === null ? undefined : { host: match[1] as string | undefined, pid: Number(match[2]) };
}
