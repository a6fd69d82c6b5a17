import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { run } from './command.mjs';
import { findCompiler } from './compiler.mjs';
import { SetupFailure } from './failure.mjs';
import { inProject, root } from './paths.mjs';
import { platform } from './platform.mjs';
import { hashOf, hashOfFile, readStamp, removeStamp, writeStamp } from './stamps.mjs';
import { tensorflowFolder, tensorflowVersion } from './tensorflowLibrary.mjs';

const stamp = 'addon';
const packageFolder = inProject('node_modules/@tensorflow/tfjs-node-gpu');
const addonFile = join(packageFolder, 'lib/napi-v8/tfjs_binding.node');
/** danfojs-node asks for tfjs-node; a link makes it the same module, so that TensorFlow is loaded once. */
const alias = inProject('node_modules/@tensorflow/tfjs-node');

/** What the addon is made of, and the addon itself. */
const expected = () =>
  hashOf(
    readStamp('tensorflow-library'),
    tensorflowVersion() ?? '',
    hashOfFile(join(packageFolder, 'package.json')),
    hashOfFile(inProject('node_modules/node-api-headers/package.json')),
    relative(packageFolder, tensorflowFolder() ?? root),
    hashOfFile(addonFile),
  );

/** The addon that binds tfjs to the TensorFlow C library, built from its own source by one compiler call. */
export const addon = {
  name: 'TensorFlow addon',
  what: 'compiling @tensorflow/tfjs-node-gpu against the library, then loading it',

  isInPlace() {
    return existsSync(addonFile) && isLink(alias) && readStamp(stamp) === expected();
  },

  async run() {
    removeStamp(stamp);
    await compile();
    linkAlias();
    await checkThatItLoads();
    writeStamp(stamp, expected());
  },
};

async function compile() {
  const { program } = findCompiler();
  const folder = tensorflowFolder();
  if (folder === undefined)
    throw new SetupFailure('no TensorFlow wheel in .venv', 'Remove .venv and run it again.');
  mkdirSync(dirname(addonFile), { recursive: true });
  const temporary = `${addonFile}.${process.pid}.tmp`;
  try {
    await run(program, compilerArguments(folder, temporary), {
      cwd: packageFolder,
      missing: 'the addon of @tensorflow/tfjs-node-gpu did not compile',
      remedy: `It needs a compiler for C++17 (found: ${findCompiler().version}). Name another one with CXX=...`,
    });
    renameSync(temporary, addonFile);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/**
 * @param {string} folder - the wheel's folder `tensorflow`
 * @param {string} output
 */
function compilerArguments(folder, output) {
  const { libraries, origin, linkFlags } = platform();
  const sources = readdirSync(join(packageFolder, 'binding')).filter((file) => file.endsWith('.cc'));
  const includes = [
    inProject('node_modules/node-api-headers/include'),
    join(folder, 'include'),
    '.',
    'binding',
  ];
  return [
    ...['-shared', '-fPIC', '-std=c++17', '-O2', '-DNAPI_VERSION=8'],
    ...includes.map((include) => `-I${include}`),
    ...sources.map((file) => join('binding', file)),
    ...libraries.map((library) => join(folder, library)),
    ...linkFlags,
    `-Wl,-rpath,${origin}/${relative(dirname(addonFile), folder)}`,
    ...['-o', output],
  ];
}

function linkAlias() {
  rmSync(alias, { recursive: true, force: true });
  symlinkSync('tfjs-node-gpu', alias);
}

/** @param {string} path */
const isLink = (path) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;

async function checkThatItLoads() {
  const program = `
    const tensorflow = require('@tensorflow/tfjs-node-gpu');
    const product = tensorflow.matMul(tensorflow.eye(2), [[1, 2], [3, 4]]).dataSync();
    if (tensorflow.getBackend() !== 'tensorflow' || product[3] !== 4) throw new Error('wrong product: ' + product);`;
  await run(process.execPath, ['-e', program], {
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' },
    missing: 'the addon was built, but TensorFlow does not load',
    remedy: 'Read the lines above. MQAT_TENSORFLOW=cpu chooses the wheel without CUDA.',
  });
}
