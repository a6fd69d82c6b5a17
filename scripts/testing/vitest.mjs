import { existsSync, readFileSync, rmSync } from 'node:fs';
import { inProject } from '../setup/paths.mjs';
import { runNode } from './program.mjs';
import { one } from './tally.mjs';

const report = inProject('.setup/vitest.json');

/**
 * Runs the unit, golden and leak tests.
 * @returns {Promise<import('./tally.mjs').Tally>} one a test
 */
export async function runVitest() {
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const good = await runNode(['node_modules/vitest/vitest.mjs', 'run', ...reporters]);
  return existsSync(report) ? tallyReport(JSON.parse(readFileSync(report, 'utf8')), good) : one(false);
}

/**
 * @param {any} json - the report of vitest's JSON reporter
 * @param {boolean} good - whether vitest said that all is well
 * @returns {import('./tally.mjs').Tally}
 */
export function tallyReport(json, good) {
  // A file that cannot be loaded has no tests, failed or other: it counts as one.
  const unloadable = json.testResults.filter(
    (/** @type {any} */ file) =>
      file.status === 'failed' &&
      !file.assertionResults.some((/** @type {any} */ test) => test.status === 'failed'),
  ).length;
  const failed = json.numFailedTests + unloadable;
  return {
    passed: json.numPassedTests,
    // Vitest can fail without a failed test: an error outside of every test.
    failed: failed === 0 && !good ? 1 : failed,
    skipped: json.numPendingTests + json.numTodoTests,
  };
}
