import { spawn } from 'node:child_process';
import { root } from '../setup/paths.mjs';

/**
 * Runs Node on a script of this project or of a package; its output is shown.
 * @param {string[]} argumentList - the script and its arguments
 * @param {number} [minutes] - when they are over, the program and all that it started are ended
 * @returns {Promise<boolean>} whether it succeeded
 */
export function runNode(argumentList, minutes = 15) {
  const child = spawn(process.execPath, argumentList, {
    cwd: root,
    env: { TF_CPP_MIN_LOG_LEVEL: '2', ...process.env },
    stdio: ['ignore', 'inherit', 'inherit'],
    // A group of its own, so that what it started can be ended with it.
    detached: true,
  });
  const end = (/** @type {NodeJS.Signals} */ signal) =>
    child.pid !== undefined && process.kill(-child.pid, signal);
  const interrupt = () => {
    end('SIGKILL');
    process.exit(130);
  };
  const timer = setTimeout(() => {
    console.error(`not finished after ${minutes} minutes: ended`);
    end('SIGKILL');
  }, minutes * 60_000);
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  return new Promise((resolve) => {
    const finish = (/** @type {boolean} */ good) => {
      clearTimeout(timer);
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
      resolve(good);
    };
    child.on('error', () => finish(false));
    child.on('close', (code) => finish(code === 0));
  });
}
