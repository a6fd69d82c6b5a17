import { readFile } from 'node:fs/promises';
import { isThere } from '../../lib/common/isThere';
import { writeFileAtomically } from '../../lib/common/atomicFile';

/**
 * Writes a section of a Markdown document and leaves the others as they are; it is appended where there is none of its
 * heading.
 * @param heading - of the second level
 * @param text - below it; its own headings are of lower levels
 */
export async function writeSection(file: string, heading: string, text: string): Promise<void> {
  const document = (await isThere(file)) ? await readFile(file, 'utf8') : '';
  await writeFileAtomically(file, withSection(document, heading, text));
}

/** @returns the document with the section in its place */
export function withSection(document: string, heading: string, text: string): string {
  const section = `## ${heading}\n\n${text.trim()}\n`;
  const parts = document.split(/^(?=## )/m);
  const place = parts.findIndex((part) => part.startsWith(`## ${heading}\n`));
  if (place >= 0) parts[place] = section;
  else parts.push(section);
  return `${parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}
