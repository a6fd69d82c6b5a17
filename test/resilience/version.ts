import { sha256 } from '../../lib/common/canonicalJson';

/** Bytes of a version's body: enough for a kill to land inside the write */
const BODY = 1 << 20;

/** @returns a text that says which version it is and holds its own digest */
export function versionContent(version: number): string {
  const body = String(version)
    .padStart(8, '0')
    .repeat(BODY / 8);
  return `${version} ${sha256(body)}\n${body}`;
}

/** @returns the version of a whole text; undefined where it is none */
export function wholeVersion(text: string): number | undefined {
  const version = Number.parseInt(text, 10);
  return Number.isSafeInteger(version) && text === versionContent(version) ? version : undefined;
}
