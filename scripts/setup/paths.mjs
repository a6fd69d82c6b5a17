import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's own folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What set-up knows and writes about this machine: stamps, log, lock. Not committed. */
export const stateFolder = join(root, '.setup');

export const logFile = join(stateFolder, 'setup.log');

/** The project-local Python environment. */
export const environmentFolder = join(root, '.venv');

export const environmentPython = join(environmentFolder, 'bin', 'python');

/** @param {string[]} parts */
export const inProject = (...parts) => join(root, ...parts);
