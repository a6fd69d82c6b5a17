import { existsSync, readdirSync } from 'node:fs';
import { inProject } from '../setup/paths.mjs';
import { runNode } from './program.mjs';
import { one, sum } from './tally.mjs';

const timeoutSeconds = 600;

/**
 * Executes every notebook at smoke scale, each in a fresh kernel.
 * @returns {Promise<import('./tally.mjs').Tally>} one a notebook
 */
export async function runNotebooks() {
  const folder = inProject('notebooks');
  const names = (existsSync(folder) ? readdirSync(folder) : []).filter((file) => file.endsWith('.ipynb'));
  if (names.length === 0) {
    console.error('there is no notebook in notebooks/');
    return one(false);
  }
  const tallies = [];
  for (const name of names.sort()) {
    const options = ['--profile', 'smoke', '--timeout', String(timeoutSeconds)];
    const script = ['--enable-source-maps', 'dist/scripts/notebook.js'];
    tallies.push(one(await runNode([...script, `notebooks/${name}`, ...options])));
  }
  return sum(tallies);
}
