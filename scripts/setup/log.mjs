import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { logFile, stateFolder } from './paths.mjs';

/** Starts the log anew. */
export function startLog() {
  mkdirSync(stateFolder, { recursive: true });
  writeFileSync(logFile, '');
}

/** @param {string | Uint8Array} text */
export function appendToLog(text) {
  mkdirSync(stateFolder, { recursive: true });
  appendFileSync(logFile, text);
}

/**
 * @param {number} from - character of the log to read from
 * @param {number} lines - how many lines at most
 * @returns {string} the end of the log
 */
export function endOfLog(from, lines) {
  return readFileSync(logFile, 'utf8').slice(from).trimEnd().split('\n').slice(-lines).join('\n');
}

/** @returns {number} the length of the log in characters */
export function lengthOfLog() {
  return existsSync(logFile) ? readFileSync(logFile, 'utf8').length : 0;
}
