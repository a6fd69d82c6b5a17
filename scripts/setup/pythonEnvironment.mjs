import { existsSync, rmSync } from 'node:fs';
import { outputOf, run } from './command.mjs';
import { environmentFolder, environmentPython, inProject, root } from './paths.mjs';
import { findPython } from './python.mjs';
import { hashOf, hashOfFile, readStamp, removeStamp, writeStamp } from './stamps.mjs';

const stamp = 'python-environment';
const lockFile = inProject('python/requirements.lock');

/** The environment's scripts hold its absolute path, so the path is part of what must agree. */
const expected = () => hashOf(hashOfFile(lockFile), root);

/** JupyterLab, nbclient and TensorBoard in .venv. */
export const pythonEnvironment = {
  name: 'Python environment',
  what: 'JupyterLab, nbclient and TensorBoard into .venv',

  isInPlace() {
    return (
      readStamp(stamp) === expected() &&
      existsSync(environmentPython) &&
      existsSync(inProject('.venv/bin/jupyter-lab'))
    );
  },

  async run() {
    removeStamp(stamp);
    await makeEnvironment();
    await installLocked(lockFile, []);
    writeStamp(stamp, expected());
  },
};

/** Keeps an environment that works here: only packages that changed are then installed. */
async function makeEnvironment() {
  const prefix = outputOf(environmentPython, ['-c', 'import sys, pip; print(sys.prefix)']);
  if (prefix === environmentFolder) return;
  rmSync(environmentFolder, { recursive: true, force: true });
  await run(findPython().program, ['-m', 'venv', environmentFolder], {
    missing: 'the Python environment .venv could not be made',
    remedy: 'Install the venv module: apt-get install python3-venv (Debian, Ubuntu).',
  });
}

/**
 * @param {string} file - a lock file
 * @param {string[]} options - further options of pip install
 */
export function installLocked(file, options) {
  return run(
    environmentPython,
    ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--progress-bar', 'off'].concat([
      '--require-hashes',
      ...options,
      '-r',
      file,
    ]),
    {
      missing: `pip could not install the packages of ${file}`,
      remedy: 'Read the lines above; if .venv is damaged, remove it and run it again.',
    },
  );
}
