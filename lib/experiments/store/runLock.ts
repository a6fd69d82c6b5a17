import { mkdir, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { writeFaultText, writeFileAtomically } from '../../common/atomicFile';
import { isAlive } from '../../common/liveProcess';
import { ResultsError } from '../../common/errors';
import type { Reporter } from '../../common/reporter';

/** The right to do a run, held by one process at a time. */
export interface RunLock {
  release(): Promise<void>;
}

/** A lock is refreshed while its owner lives; one that is older than this, ms, has no owner. Above any pause of a training. */
const staleAfter = 120_000;
/** The least age, ms, at which a lock is taken from an owner that is known to be dead. */
const staleAfterDeath = 2_000;
const refreshEvery = 5_000;
const pollEvery = 250;
/** Attempts at the guard, at most 100 ms apart: minutes. */
const guardAttempts = 2_000;

interface Owner {
  readonly host: string;
  readonly pid: number;
}

/**
 * Waits for the lock of a run. A lock whose owner died is taken over: after 2 s where the owner ran on this host, after 2
 * minutes without a sign of life where it ran on another.
 * @param folder - of the locks; made if it is missing
 * @throws ResultsError when the folder cannot be written
 */
export async function acquireRunLock(folder: string, id: string, reporter: Reporter): Promise<RunLock> {
  let announced = false;
  for (;;) {
    const attempt = await guarded(folder, () => tryLock(folder, id, reporter));
    if (attempt !== undefined) return attempt;
    if (!announced) {
      const owner = await readOwner(folder, id);
      const who = owner === undefined ? 'another process' : `process ${owner.pid} on ${owner.host}`;
      reporter.info(`Run ${id} is being done by ${who}: waiting for it.`);
      announced = true;
    }
    await delay(pollEvery);
  }
}

/** One process at a time looks at a lock, so that no two take the same dead one over. */
async function guarded<T>(folder: string, action: () => Promise<T>): Promise<T> {
  try {
    await mkdir(folder, { recursive: true });
    const release = await lockGuard(folder);
    try {
      return await action();
    } finally {
      await release();
    }
  } catch (cause) {
    throw new ResultsError({
      file: folder,
      found: writeFaultText(cause),
      expected: 'a folder for locks that can be written',
      remedy: 'Correct the permissions or free space, then run the command again.',
    });
  }
}

/** Waits while another process holds the guard; a folder that cannot be written fails at once. */
async function lockGuard(folder: string): Promise<() => Promise<void>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await lock(join(folder, 'guard'), {
        realpath: false,
        stale: 10_000,
        onCompromised: () => undefined,
      });
    } catch (cause) {
      // ENOENT: a process that took over a dead guard removed ours
      const passing = ['ELOCKED', 'ENOENT'].includes((cause as NodeJS.ErrnoException).code ?? '');
      if (!passing || attempt > guardAttempts) throw cause;
      await delay(Math.min(10 * attempt, 100));
    }
  }
}

async function tryLock(folder: string, id: string, reporter: Reporter): Promise<RunLock | undefined> {
  const owner = await readOwner(folder, id);
  let held = true;
  let release: () => Promise<void>;
  try {
    release = await lock(join(folder, id), {
      realpath: false,
      stale: owner !== undefined && isDead(owner) ? staleAfterDeath : staleAfter,
      update: refreshEvery,
      onCompromised: () => {
        held = false;
        reporter.warn(`The lock of run ${id} was lost: another process may be doing the same run.`);
      },
    });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ELOCKED') return undefined;
    throw cause;
  }
  const current: Owner = { host: hostname(), pid: process.pid };
  await writeFileAtomically(ownerFile(folder, id), JSON.stringify(current));
  return {
    async release() {
      if (!held) return;
      held = false;
      await rm(ownerFile(folder, id), { force: true });
      await release();
    },
  };
}

function isDead({ host, pid }: Owner): boolean {
  return host === hostname() && !isAlive(pid);
}

/** The owner only shortens a wait and fills a message: one that cannot be read counts as unknown. */
async function readOwner(folder: string, id: string): Promise<Owner | undefined> {
  try {
    const { host, pid } = JSON.parse(await readFile(ownerFile(folder, id), 'utf8')) as Partial<Owner>;
    return typeof host === 'string' && Number.isInteger(pid) && pid! > 0 ? { host, pid: pid! } : undefined;
  } catch {
    return undefined;
  }
}

function ownerFile(folder: string, id: string): string {
  return join(folder, `${id}.owner.json`);
}
