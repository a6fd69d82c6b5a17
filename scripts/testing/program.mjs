import { spawn } from 'node:child_process';
import { root } from '../setup/paths.mjs';

/** @type {Set<() => void>} */
const running = new Set();

/**
 * Runs Node on a script of this project or of a package.
 * @param {string[]} argumentList - the script and its arguments
 * @param {object} [options]
 * @param {number} [options.minutes] - when they are over, the program and all that it started are ended
 * @param {boolean} [options.beside] - whether other programs run meanwhile: its output is shown in one piece at its end
 * @returns {Promise<boolean>} whether it succeeded
 */
export function runNode(argumentList, { minutes = 15, beside = false } = {}) {
  const child = spawn(process.execPath, argumentList, {
    cwd: root,
    env: { TF_CPP_MIN_LOG_LEVEL: '2', ...process.env },
    stdio: beside ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
    // A group of its own, so that what it started can be ended with it.
    detached: true,
  });
  /** @type {Buffer[]} */
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => output.push(chunk));
  const end = () => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  };
  if (running.add(end).size === 1) process.on('SIGINT', endAll).on('SIGTERM', endAll);
  const timer = setTimeout(() => {
    output.push(Buffer.from(`not finished after ${minutes} minutes: ended\n`));
    end();
  }, minutes * 60_000);
  return new Promise((resolve) => {
    const finish = (/** @type {boolean} */ good) => {
      clearTimeout(timer);
      if (running.delete(end) && running.size === 0) process.off('SIGINT', endAll).off('SIGTERM', endAll);
      process.stdout.write(Buffer.concat(output));
      resolve(good);
    };
    child.on('error', () => finish(false));
    child.on('close', (code) => finish(code === 0));
  });
}

function endAll() {
  for (const end of running) end();
  process.exit(130);
}
