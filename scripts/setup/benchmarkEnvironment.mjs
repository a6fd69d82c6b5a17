import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { outputOf, run } from './command.mjs';
import { inProject, root } from './paths.mjs';
import { findPython } from './python.mjs';
import { hashOf, hashOfFile, readStamp, removeStamp, writeStamp } from './stamps.mjs';

const stamp = 'benchmark-environment';
const lockFile = inProject('python/bench.lock');
const folder = inProject('.venv-bench');
const python = join(folder, 'bin', 'python');

const expected = () => hashOf(hashOfFile(lockFile), root);

/** PyTorch, NumPy and SciPy, the peers of the benchmarks, in .venv-bench: large, so it is no step of the set-up. */
export const benchmarkEnvironment = {
  name: 'benchmark environment',
  what: 'PyTorch and SciPy into .venv-bench, about 3 GB to download',

  isInPlace() {
    return readStamp(stamp) === expected() && existsSync(python);
  },

  async run() {
    removeStamp(stamp);
    await makeEnvironment();
    const options = ['--disable-pip-version-check', '--no-input', '--progress-bar', 'off'];
    await run(python, ['-m', 'pip', 'install', ...options, '--require-hashes', '-r', lockFile], {
      missing: `pip could not install the packages of ${lockFile}`,
      remedy: 'Read the lines above; if .venv-bench is damaged, remove it and run it again.',
    });
    writeStamp(stamp, expected());
  },
};

async function makeEnvironment() {
  if (outputOf(python, ['-c', 'import sys, pip; print(sys.prefix)']) === folder) return;
  rmSync(folder, { recursive: true, force: true });
  await run(findPython().program, ['-m', 'venv', folder], {
    missing: 'the Python environment .venv-bench could not be made',
    remedy: 'Install the venv module: apt-get install python3-venv (Debian, Ubuntu).',
  });
}
