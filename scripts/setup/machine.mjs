import { statfsSync } from 'node:fs';
import { findCompiler } from './compiler.mjs';
import { SetupFailure } from './failure.mjs';
import { root } from './paths.mjs';
import { describePlatform, platform } from './platform.mjs';
import { findPython } from './python.mjs';
import { tensorflowVariant } from './tensorflowVariant.mjs';

/** Oldest Node that is supported: [major, minor]. */
const oldestNode = [20, 19];
/** With room for the download, by TensorFlow variant. */
const neededGigabytes = { cpu: 5, cuda: 14 };

/**
 * What the machine must bring before anything is installed.
 * @returns {string} what was found, in one line
 */
export function checkMachine() {
  const found = [describePlatform(), checkNode(), `Python ${findPython().version}`, findCompiler().version];
  checkDisk();
  return found.join(', ');
}

/** @returns {string} */
export function checkNode() {
  platform();
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) {
    throw new SetupFailure(
      `Node ${process.versions.node} is too old`,
      `Install Node ${oldestNode.join('.')} or newer and run it again.`,
    );
  }
  return `Node ${process.versions.node}`;
}

function checkDisk() {
  const { bavail, bsize } = statfsSync(root);
  const gigabytes = (bavail * bsize) / 1e9;
  const needed = neededGigabytes[tensorflowVariant()];
  if (gigabytes >= needed) return;
  throw new SetupFailure(
    `${gigabytes.toFixed(1)} GB free on the disk of ${root}`,
    `Set-up needs ${needed} GB there: make room and run it again.`,
  );
}
