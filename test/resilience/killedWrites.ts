import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { writeFileAtomically } from '../../lib/common/atomicFile';
import { Random } from '../../lib/common/random';
import { forkScript } from '../support/forkScript';
import { versionContent, wholeVersion } from './version';

/** What files were after their writers were killed. */
export interface KilledWrites {
  readonly kills: number;
  /** Kills that left a temporary file behind: they landed between its creation and its renaming */
  readonly insideWrite: number;
  /** Kills after which the file was the last one that was known to be whole */
  readonly old: number;
  /** Kills after which the file was the one being written */
  readonly fresh: number;
  /** Files that were neither, each in words */
  readonly faults: readonly string[];
}

/** ms after the first write within which a writer is killed: several writes long */
const LATEST = 60;

/** Kills writers of a file (SIGKILL) at random moments and looks at the file. */
export async function killWriters(kills: number, seed: number): Promise<KilledWrites> {
  const found = { insideWrite: 0, old: 0, fresh: 0 };
  const faults: string[] = [];
  for (let kill = 0; kill < kills; kill++) {
    const folder = await mkdtemp(join(tmpdir(), 'killed-'));
    try {
      const file = join(folder, 'kept.txt');
      await writeFileAtomically(file, versionContent(0));
      const { begun, written } = await killWriter(file, Random.derive(seed, kill).uniform(0, LATEST));
      const version = wholeVersion(await readFile(file, 'utf8'));
      if ((await readdir(folder)).length > 1) found.insideWrite++;
      if (version === written) found.old++;
      else if (version !== undefined && version === begun) found.fresh++;
      else faults.push(`kill ${kill}: version ${version ?? 'none'}, between ${written} and ${begun}`);
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  return { kills, ...found, faults };
}

/** @returns the last version that a writer had begun and the last it had written when it was killed */
async function killWriter(file: string, after: number): Promise<{ begun: number; written: number }> {
  const writer = forkScript(join(__dirname, 'writer'), [file]);
  const last = { begun: 0, written: 0 };
  const closed = new Promise<NodeJS.Signals | null>((resolve, reject) => {
    writer.on('error', reject);
    writer.on('close', (_code, signal) => {
      resolve(signal);
    });
  });
  const started = new Promise<void>((resolve) => {
    writer.on('message', (message: Partial<typeof last>) => {
      Object.assign(last, message);
      resolve();
    });
  });
  await Promise.race([started, closed]);
  await delay(after);
  writer.kill('SIGKILL');
  const signal = await closed;
  if (signal !== 'SIGKILL') throw new Error(`the writer ended by itself before it was killed: ${signal}`);
  return last;
}
