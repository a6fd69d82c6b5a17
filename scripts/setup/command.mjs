import { spawn, spawnSync } from 'node:child_process';
import { SetupFailure } from './failure.mjs';
import { appendToLog, endOfLog, lengthOfLog } from './log.mjs';
import { root } from './paths.mjs';

/**
 * Runs a program; what it prints goes to the log.
 * @param {string} program
 * @param {string[]} argumentList
 * @param {{ missing: string, remedy: string, cwd?: string, env?: NodeJS.ProcessEnv }} options - what the failure
 *   of this program means
 * @returns {Promise<void>} rejected with a {@link SetupFailure} when the program fails
 */
export function run(program, argumentList, { missing, remedy, cwd = root, env = process.env }) {
  const start = lengthOfLog();
  appendToLog(`$ ${[program, ...argumentList].join(' ')}\n`);
  return new Promise((resolve, reject) => {
    const fail = (/** @type {string} */ reason) => {
      const detail = endOfLog(start, 25);
      reject(new SetupFailure(`${missing} (${reason})`, remedyFor(detail) ?? remedy, detail));
    };
    const child = spawn(program, argumentList, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.on('data', appendToLog);
    child.stderr.on('data', appendToLog);
    child.on('error', (error) => fail(error.message));
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else fail(signal === null ? `exit code ${code}` : `ended by ${signal}`);
    });
  });
}

/**
 * Runs a quick program and reads what it prints.
 * @param {string} program
 * @param {string[]} argumentList
 * @returns {string | undefined} its output, or undefined when it is missing or fails
 */
export function outputOf(program, argumentList) {
  const outcome = spawnSync(program, argumentList, { cwd: root, encoding: 'utf8', timeout: 20_000 });
  return outcome.status === 0 ? outcome.stdout.trim() : undefined;
}

/** Remedies for causes that a program's own output names. */
const knownCauses = [
  {
    pattern:
      /ENOTFOUND|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EAI_AGAIN|name resolution|NewConnectionError|timed out/i,
    remedy:
      'No network, or the package registry is out of reach: check the connection and the proxy or mirror of npm and pip.',
  },
  { pattern: /ENOSPC|No space left/i, remedy: 'The disk is full: make room (about 4 GB) and run it again.' },
  {
    pattern: /DO NOT MATCH THE HASHES|EINTEGRITY/i,
    remedy:
      'A package differs from the one that was locked: check the mirror; do not go on without knowing why.',
  },
  {
    pattern: /EACCES|Permission denied/i,
    remedy: 'No permission to write: make the project folder and the package caches writable for this user.',
  },
];

/** @param {string} output */
function remedyFor(output) {
  return knownCauses.find(({ pattern }) => pattern.test(output))?.remedy;
}
