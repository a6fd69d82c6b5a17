import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { inProject } from '../setup/paths.mjs';
import { runNode } from './program.mjs';
import { one, sum } from './tally.mjs';

const timeoutSeconds = 900;

/**
 * Executes every notebook at smoke scale, each in a fresh kernel. The first goes ahead, as it renders what most read;
 * of the others two run at a time where there are cores for them, since one keeps little more than one core busy.
 * @returns {Promise<import('./tally.mjs').Tally>} one a notebook
 */
export async function runNotebooks() {
  const folder = inProject('notebooks');
  const names = (existsSync(folder) ? readdirSync(folder) : [])
    .filter((file) => file.endsWith('.ipynb'))
    .sort();
  if (names.length === 0) {
    console.error('there is no notebook in notebooks/');
    return one(false);
  }
  // Not there before set-up, which this program starts.
  const { default: limit } = await import('p-limit');
  const [first, ...others] = names;
  const ahead = await execute(first);
  const atATime = limit(Math.min(2, availableParallelism()));
  return sum([ahead, ...(await Promise.all(others.map((name) => atATime(execute, name))))]);
}

/** @param {string} name */
async function execute(name) {
  const script = ['--enable-source-maps', 'dist/scripts/notebook.js', `notebooks/${name}`];
  const options = ['--profile', 'smoke', '--timeout', String(timeoutSeconds)];
  return one(await runNode([...script, ...options], { beside: true }));
}
