import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SetupFailure } from './failure.mjs';
import { stateFolder } from './paths.mjs';

const lockFolder = join(stateFolder, 'lock');
const ownerFile = join(lockFolder, 'owner');
const longestWaitMinutes = 30;

/**
 * Runs the work while no other set-up of this folder runs; waits for one that does.
 * @template T
 * @param {() => Promise<T>} work
 * @param {(message: string) => void} say
 * @returns {Promise<T>}
 */
export async function withLock(work, say) {
  await acquire(say);
  const release = () => rmSync(lockFolder, { recursive: true, force: true });
  const stop = () => {
    release();
    process.exit(130);
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  try {
    return await work();
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    release();
  }
}

/** @param {(message: string) => void} say */
async function acquire(say) {
  mkdirSync(stateFolder, { recursive: true });
  const deadline = Date.now() + longestWaitMinutes * 60_000;
  for (let attempt = 0; !tryToAcquire(); attempt++) {
    const owner = readOwner();
    if (owner !== undefined && !isRunning(owner)) removeStale(owner);
    else if (attempt === 0)
      say(`another set-up of this folder is running (process ${owner ?? 'unknown'}): waiting`);
    if (Date.now() > deadline) {
      throw new SetupFailure(
        `another set-up has held ${lockFolder} for ${longestWaitMinutes} minutes`,
        'If none is running, remove that folder.',
      );
    }
    await sleep(300);
  }
}

function tryToAcquire() {
  try {
    mkdirSync(lockFolder);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  }
  writeFileSync(ownerFile, String(process.pid));
  return true;
}

/** @returns {number | undefined} the process that holds the lock, if it has said so */
function readOwner() {
  try {
    return Number(readFileSync(ownerFile, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

/** @param {number} owner - a process that ended without giving the lock back */
function removeStale(owner) {
  const aside = `${lockFolder}.${owner}.${process.pid}`;
  try {
    renameSync(lockFolder, aside);
  } catch {
    return;
  }
  const taken = Number(readFileSync(join(aside, 'owner'), 'utf8'));
  if (taken !== owner) renameSync(aside, lockFolder);
  else rmSync(aside, { recursive: true, force: true });
}

/** @param {number} processId */
function isRunning(processId) {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}
