import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../../common/projectRoot';
import { EnvironmentError } from '../../common/errors';
import { apiStyle } from './apiStyle';
import { filesOf } from './publishedFolder';

/**
 * Writes the reference of a public entry as HTML.
 * @param entry - its source file, from the project's folder
 * @param folder - where to
 * @returns how many warnings typedoc gave
 * @throws EnvironmentError when typedoc cannot read the sources
 */
export async function writeApiReference(entry: string, folder: string): Promise<number> {
  const { Application } = await import('typedoc');
  const application = await Application.bootstrap({
    entryPoints: [join(projectRoot, entry)],
    tsconfig: join(projectRoot, 'tsconfig.json'),
    name: 'MQAT',
    readme: 'none',
    disableSources: true,
    skipErrorChecking: true,
    validation: { notExported: false, invalidLink: true, notDocumented: false },
    navigationLinks: { Notebooks: '../index.html' },
    logLevel: 'Error',
  });
  const project = await application.convert();
  if (project === undefined) {
    throw new EnvironmentError({
      file: entry,
      found: 'sources that typedoc cannot read',
      expected: 'the project with its TypeScript sources',
      remedy: 'Run `npm run typecheck` and mend what it names.',
    });
  }
  await application.generateDocs(project, folder);
  await appendFile(join(folder, 'assets', 'style.css'), apiStyle);
  for (const file of await filesOf(folder)) if (file.endsWith('.html')) await useOwnIcons(join(folder, file));
  return application.logger.warningCount;
}

/** A page opened from the file system may not use another file's icons; typedoc's script adds them to the page itself. */
async function useOwnIcons(file: string): Promise<void> {
  const html = await readFile(file, 'utf8');
  await writeFile(file, html.replace(/<use href="[^"#]*#/g, '<use href="#'));
}
