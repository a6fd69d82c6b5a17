/** `npm test`: set-up, then every check; one summary, and exit code 1 if anything failed. */
import { runNotebooks } from './testing/notebooks.mjs';
import { runNode } from './testing/program.mjs';
import { describe, one, sum } from './testing/tally.mjs';
import { runVitest } from './testing/vitest.mjs';

/** @type {[name: string, run: () => Promise<import('./testing/tally.mjs').Tally>][]} */
const checks = [
  ['type check', async () => one(await runNode(['node_modules/typescript/bin/tsc', '-p', '.', '--noEmit']))],
  ['lint', async () => one(await runNode(['node_modules/eslint/bin/eslint.js', '.', '--max-warnings', '0']))],
  ['format', async () => one(await runNode(['node_modules/prettier/bin/prettier.cjs', '--check', '.']))],
  ['unit and golden tests', runVitest],
  ['committed notebooks', async () => one(await runNode(['dist/scripts/normalizeNotebooks.js', '--check']))],
  ['notebooks at smoke scale', runNotebooks],
];

if (!(await runNode(['scripts/setup/main.mjs'], { minutes: 30 }))) {
  console.log('\nset-up failed: nothing was tested\n0 passed, 1 failed');
  process.exit(1);
}

const summary = [];
const tallies = [];
for (const [name, run] of checks) {
  console.log(`\n== ${name}`);
  const start = performance.now();
  const tally = await run();
  tallies.push(tally);
  summary.push(`${name}: ${describe(tally)} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
}

const total = sum(tallies);
console.log(`\n== summary\n${summary.join('\n')}\n${describe(total)}`);
process.exitCode = total.failed > 0 ? 1 : 0;
