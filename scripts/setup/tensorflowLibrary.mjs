import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.mjs';
import { environmentFolder, environmentPython, inProject } from './paths.mjs';
import { platform } from './platform.mjs';
import { installLocked } from './pythonEnvironment.mjs';
import { hashOf, hashOfFile, readStamp, removeStamp, writeStamp } from './stamps.mjs';
import { tensorflowVariant } from './tensorflowVariant.mjs';

const stamp = 'tensorflow-library';

const lockFile = () => inProject(`python/tensorflow-${tensorflowVariant()}.lock`);

/** Holds the environment's own stamp: a new environment needs the library again. */
const expected = () => hashOf(tensorflowVariant(), hashOfFile(lockFile()), readStamp('python-environment'));

/** The TensorFlow C library, inside the Python wheel. */
export const tensorflowLibrary = {
  name: 'TensorFlow library',
  get what() {
    return tensorflowVariant() === 'cuda'
      ? 'CUDA wheel and libraries into .venv, about 3 GB to download'
      : 'CPU wheel into .venv, about 0.3 GB to download';
  },

  isInPlace() {
    const folder = tensorflowFolder();
    return (
      readStamp(stamp) === expected() &&
      folder !== undefined &&
      platform().libraries.every((library) => existsSync(join(folder, library)))
    );
  },

  async run() {
    removeStamp(stamp);
    await removeOtherVariant();
    await installLocked(lockFile(), ['--no-deps', '--no-compile']);
    writeStamp(stamp, expected());
  },
};

/** @returns {string | undefined} the folder `tensorflow` of the environment's site-packages */
export function tensorflowFolder() {
  const libraryFolder = join(environmentFolder, 'lib');
  if (!existsSync(libraryFolder)) return undefined;
  return readdirSync(libraryFolder)
    .map((python) => join(libraryFolder, python, 'site-packages', 'tensorflow'))
    .find((folder) => existsSync(folder));
}

/** @returns {string | undefined} the version of the installed wheel, from its metadata */
export function tensorflowVersion() {
  const folder = tensorflowFolder();
  if (folder === undefined) return undefined;
  const metadata = /^(tensorflow(?:_cpu)?)-(.+)\.dist-info$/;
  const found = readdirSync(join(folder, '..'))
    .map((entry) => metadata.exec(entry))
    .find((match) => match !== null);
  return found ? `${found[2]} (${found[1]})` : undefined;
}

/** The two variants are packages that write the same folder, and the CUDA libraries are large. */
async function removeOtherVariant() {
  if (tensorflowFolder() === undefined) return;
  const files = ['cpu', 'cuda'].flatMap((variant) => ['-r', inProject(`python/tensorflow-${variant}.lock`)]);
  await run(environmentPython, ['-m', 'pip', 'uninstall', '--yes', ...files], {
    missing: 'the TensorFlow that was installed before could not be removed',
    remedy: 'Remove the folder .venv and run it again.',
  });
}
