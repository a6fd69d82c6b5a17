import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from '../../lib/common/projectRoot';

/** Code of a document, run as it stands there. */
export interface MarkdownExample<Module> {
  readonly module: Module;
  /** Lines that are neither empty nor a comment alone */
  readonly lineCount: number;
  /** Removes the file that it was run from */
  remove(): Promise<void>;
}

/**
 * Runs the first TypeScript block of a document that has some words in it, with this library as `mqat`.
 * @param document - such as `README.md`
 * @param names - what the test wants of it, beside what it exports
 */
export async function runMarkdownExample<Module>(
  document: string,
  words: string,
  names: readonly string[] = [],
): Promise<MarkdownExample<Module>> {
  const text = await readFile(join(projectRoot, document), 'utf8');
  const blocks = Array.from(text.matchAll(/```ts\n([^]*?)```/g), ([, code]) => code);
  const code = blocks.find((block) => block.includes(words));
  if (code === undefined) throw new RangeError(`${document} has no code with ${words}`);
  const folder = await mkdtemp(join(projectRoot, 'test', '.example-'));
  const file = join(folder, 'example.ts');
  const exported = names.length === 0 ? '' : `export { ${names.join(', ')} };\n`;
  await writeFile(file, code.replaceAll("from 'mqat'", "from '../../lib/index'") + exported);
  const isCode = (line: string) => line.trim() !== '' && !line.trim().startsWith('//');
  return {
    module: (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Module,
    lineCount: code.split('\n').filter(isCode).length,
    remove: () => rm(folder, { recursive: true }),
  };
}
