import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateFolder } from './paths.mjs';

/** @param {string} name */
const stampFile = (name) => join(stateFolder, `${name}.stamp`);

/**
 * @param {...(string | Uint8Array)} parts
 * @returns {string} one hash of all parts, each with its length so that parts cannot run into each other
 */
export function hashOf(...parts) {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest('hex');
}

/**
 * @param {string} file
 * @returns {string} the hash of a file's content, or `missing`
 */
export function hashOfFile(file) {
  return existsSync(file) ? hashOf(readFileSync(file)) : 'missing';
}

/**
 * @param {string} name - the step
 * @returns {string} the hash that the step left when it last succeeded, or nothing
 */
export function readStamp(name) {
  return existsSync(stampFile(name)) ? readFileSync(stampFile(name), 'utf8') : '';
}

/**
 * @param {string} name - the step
 * @param {string} hash
 */
export function writeStamp(name, hash) {
  mkdirSync(stateFolder, { recursive: true });
  const temporary = `${stampFile(name)}.${process.pid}`;
  writeFileSync(temporary, hash);
  renameSync(temporary, stampFile(name));
}

/** @param {string} name - a step whose products are about to change */
export function removeStamp(name) {
  rmSync(stampFile(name), { force: true });
}
