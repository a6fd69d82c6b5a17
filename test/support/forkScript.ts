import { fork, type ChildProcess, type ForkOptions } from 'node:child_process';
import { extname, join } from 'node:path';

/**
 * Starts a script in a process of its own: its TypeScript where this file is read as such, else what was compiled.
 * @param script - path without extension
 */
export function forkScript(
  script: string,
  words: readonly string[],
  options: ForkOptions = {},
): ChildProcess {
  return extname(__filename) === '.ts'
    ? fork(join(__dirname, 'runTypescript.mjs'), [`${script}.ts`, ...words], options)
    : fork(`${script}.js`, words, options);
}
