import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** A value that JSON holds without loss. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** An object that JSON holds without loss. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/**
 * Writes a plain object in the one way of RFC 8785: sorted keys, no spaces; equal objects give equal text.
 * @throws TypeError when a number in it is not finite: JSON has no word for it
 */
export function canonicalJson(value: object): string {
  try {
    return canonicalize(value) as string;
  } catch (cause) {
    throw new TypeError('cannot be written as JSON', { cause });
  }
}

/** @returns the SHA-256 of the pieces one after another, hexadecimal */
export function sha256(...pieces: (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(piece);
  return hash.digest('hex');
}

/** @returns the SHA-256 of an object's canonical JSON, hexadecimal */
export function canonicalHash(value: object): string {
  return sha256(canonicalJson(value));
}
