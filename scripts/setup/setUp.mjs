import { relative } from 'node:path';
import { SetupFailure } from './failure.mjs';
import { withLock } from './lock.mjs';
import { startLog } from './log.mjs';
import { checkMachine, checkNode } from './machine.mjs';
import { logFile, root } from './paths.mjs';
import { startProgress } from './progress.mjs';

const say = (/** @type {string} */ message) => console.log(`set-up: ${message}`);

/**
 * Runs the steps that are not in place; a failure is printed with its remedy and sets the exit code.
 * @param {import('./steps.mjs').Step[]} steps
 */
export async function setUp(steps) {
  try {
    await runMissing(steps);
  } catch (error) {
    report(error);
    process.exitCode = 1;
  }
}

/** @param {import('./steps.mjs').Step[]} steps */
async function runMissing(steps) {
  const start = performance.now();
  checkNode();
  if (steps.every((step) => step.isInPlace())) {
    say(`all in place (${(performance.now() - start).toFixed(0)} ms)`);
    return;
  }
  await withLock(() => runSteps(steps), say);
  say(`done in ${((performance.now() - start) / 1000).toFixed(0)} s`);
}

/** @param {import('./steps.mjs').Step[]} steps */
async function runSteps(steps) {
  startLog();
  say(`this machine: ${checkMachine()}`);
  for (const [index, step] of steps.entries()) {
    const title = `set-up ${index + 1}/${steps.length}: ${step.name}`;
    if (step.isInPlace()) {
      console.log(`${title}: in place`);
      continue;
    }
    const end = startProgress(`${title} (${step.what})`);
    try {
      await step.run();
    } catch (error) {
      end('failed');
      throw error;
    }
    end('done');
  }
}

/** @param {unknown} error */
function report(error) {
  if (error instanceof SetupFailure) {
    if (error.detail !== '') console.error(`\n${error.detail}\n\nThe whole log: ${relative(root, logFile)}`);
    console.error(`\nset-up failed: ${error.message}.\n  remedy: ${error.remedy}`);
  } else {
    console.error(error);
  }
}
