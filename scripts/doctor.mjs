/**
 * `npm run doctor`: says what this machine and this checkout have, what is wrong, and the remedy. Runs with nothing
 * installed; what needs the compiled library is in doctor.ts.
 */
import { spawnSync } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { outputOf } from './setup/command.mjs';
import { findCompiler } from './setup/compiler.mjs';
import { checkNode } from './setup/machine.mjs';
import { inProject, root } from './setup/paths.mjs';
import { describePlatform } from './setup/platform.mjs';
import { findPython } from './setup/python.mjs';
import { steps } from './setup/steps.mjs';
import { tensorflowVersion } from './setup/tensorflowLibrary.mjs';
import { tensorflowVariant } from './setup/tensorflowVariant.mjs';

let problems = 0;

/**
 * @param {string} subject
 * @param {() => string} look - throws what is wrong
 */
function report(subject, look) {
  try {
    console.log(`  ok     ${subject.padEnd(20)} ${look()}`);
  } catch (error) {
    problems++;
    const { message, remedy = 'Run `npm run setup`.' } = /** @type {Error & { remedy?: string }} */ (error);
    console.log(`  WRONG  ${subject.padEnd(20)} ${message}\n${' '.repeat(30)}remedy: ${remedy}`);
  }
}

console.log('machine');
report('platform', describePlatform);
report('node', checkNode);
report('npm', () => outputOf('npm', ['--version']) ?? missing('no npm'));
report('python', () => `${findPython().version} (${findPython().program})`);
report('compiler', () => findCompiler().version);
report('free disk', freeDisk);

console.log('set-up');
for (const step of steps) {
  report(step.name, () =>
    step.isInPlace() ? 'in place' : missing('not in place, or older than its sources'),
  );
}
report('TensorFlow wheel', () =>
  tensorflowVersion()
    ? `${tensorflowVersion()}, variant for this machine: ${tensorflowVariant()}`
    : missing('none'),
);

const inner = spawnSync(process.execPath, ['--enable-source-maps', inProject('dist/scripts/doctor.js')], {
  cwd: root,
  stdio: problems === 0 ? 'inherit' : ['ignore', 'inherit', 'ignore'],
});
if (inner.status !== 0 && problems > 0)
  console.log('engine, devices and kernel could not all be looked at: see above');
process.exitCode = problems > 0 || inner.status !== 0 ? 1 : 0;
console.log(process.exitCode === 0 ? 'all is well' : 'something is wrong: see the remedies above');

/** @returns {string} */
function freeDisk() {
  const { bavail, bsize } = statfsSync(root);
  const gigabytes = (bavail * bsize) / 1e9;
  if (gigabytes < 1) {
    const error = new Error(`${gigabytes.toFixed(1)} GB`);
    throw Object.assign(error, {
      remedy: 'Training writes checkpoints and images: make room for at least 1 GB.',
    });
  }
  return `${gigabytes.toFixed(0)} GB`;
}

/**
 * @param {string} what
 * @returns {never}
 */
function missing(what) {
  throw new Error(what);
}
