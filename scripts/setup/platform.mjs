import { SetupFailure } from './failure.mjs';

/**
 * @typedef {object} Platform
 * @property {boolean} tested - whether set-up has been run on it
 * @property {string} compilerRemedy - how to install a C++ compiler
 * @property {string} pythonRemedy - how to install Python
 * @property {string[]} libraries - the wheel's two libraries that export TensorFlow's C interface
 * @property {string} origin - how a library's run path names the library's own folder
 * @property {string[]} linkFlags - linker flags of a Node addon
 */

/** @type {Record<string, Platform>} */
const platforms = {
  'linux x64': {
    tested: true,
    compilerRemedy: 'Install one: apt-get install g++ (Debian, Ubuntu), dnf install gcc-c++ (Fedora).',
    pythonRemedy:
      'Install it: apt-get install python3 python3-venv (Debian, Ubuntu), dnf install python3 (Fedora).',
    libraries: ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'],
    origin: '$ORIGIN',
    linkFlags: [],
  },
  'darwin arm64': {
    tested: false,
    compilerRemedy: 'Install one: xcode-select --install.',
    pythonRemedy: 'Install it: brew install python@3.12.',
    libraries: ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib'],
    origin: '@loader_path',
    linkFlags: ['-undefined', 'dynamic_lookup'],
  },
};

const name = `${process.platform} ${process.arch}`;

/** @returns {Platform} this machine's */
export function platform() {
  const found = platforms[name];
  if (found !== undefined) return found;
  throw new SetupFailure(
    `no set-up for ${name}`,
    'It runs on Linux x64, and (untested) on macOS with Apple silicon. On Windows use WSL 2.',
  );
}

/** @returns {string} */
export function describePlatform() {
  return platform().tested ? name : `${name} (untested: please report what happens)`;
}
