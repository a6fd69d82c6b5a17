import { outputOf } from './command.mjs';
import { SetupFailure } from './failure.mjs';
import { platform } from './platform.mjs';

/** Versions of Python, 3.x, for which the pinned TensorFlow wheel exists. */
const oldestMinor = 11;
const newestMinor = 13;

const question = 'import sys; print(sys.version_info[0], sys.version_info[1], sys.executable)';

/**
 * @typedef {object} Python
 * @property {string} program - absolute path
 * @property {string} version - such as `3.11`
 */

/** @returns {Python} the first fitting interpreter: $PYTHON, python3, then by version */
export function findPython() {
  const wanted = process.env.PYTHON;
  const candidates = wanted ? [wanted] : ['python3', 'python3.13', 'python3.12', 'python3.11', 'python'];
  const rejected = [];
  for (const candidate of candidates) {
    const [major, minor, ...path] = (outputOf(candidate, ['-c', question]) ?? '').split(' ');
    if (path.length === 0) continue;
    const python = { program: path.join(' '), version: `${major}.${minor}` };
    if (major === '3' && Number(minor) >= oldestMinor && Number(minor) <= newestMinor) {
      checkVirtualEnvironments(python);
      return python;
    }
    rejected.push(`${candidate} is ${python.version}`);
  }
  throw new SetupFailure(
    `no Python from 3.${oldestMinor} to 3.${newestMinor} (${rejected.join(', ') || `looked for ${candidates.join(', ')}`})`,
    `${platform().pythonRemedy} Or name an interpreter: PYTHON=/path/to/python3.${oldestMinor}.`,
  );
}

/** @param {Python} python */
function checkVirtualEnvironments({ program, version }) {
  if (outputOf(program, ['-c', 'import venv, ensurepip']) !== undefined) return;
  throw new SetupFailure(
    `Python ${version} at ${program} has no venv module`,
    'Install it: apt-get install python3-venv (Debian, Ubuntu).',
  );
}
