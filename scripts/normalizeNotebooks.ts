import { basename, join } from 'node:path';
import { Command } from 'commander';
import { projectRoot } from '../lib/common/projectRoot';
import { runCommand } from './commandLine';
import { notebookProblems } from './notebooks/cleanliness';
import { committedNotebooks } from './notebooks/committedNotebooks';
import { formatNotebook, readNotebook, readNotebookText, writeNotebook } from '../lib/report/notebookFile';
import { normalizeNotebook } from './notebooks/normalization';
import { staleness } from './notebooks/staleness';
import { watermarkProblems } from './notebooks/watermarks';

const command = new Command('npm run notebooks:normalize --')
  .description(
    'Brings the notebooks into the form that is committed, and says what still keeps them from it.',
  )
  .option('--check', 'change nothing; only say what is wrong', false)
  .action(({ check }: { check: boolean }) => run(check));

const resultsFolder = join(projectRoot, 'results');

async function run(check: boolean): Promise<void> {
  const problems: string[] = [];
  for (const file of await committedNotebooks()) {
    const name = basename(file);
    if (!check) await normalize(file, name);
    const notebook = await readNotebook(file);
    problems.push(...notebookProblems(notebook, await readNotebookText(file), name));
    problems.push(...watermarkProblems(notebook, name));
    problems.push(...(await staleness(notebook, name, resultsFolder)));
  }
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}

async function normalize(file: string, name: string): Promise<void> {
  const normalized = normalizeNotebook(await readNotebook(file), name);
  if (formatNotebook(normalized) === (await readNotebookText(file))) return;
  await writeNotebook(file, normalized);
  console.log(`normalized ${name}`);
}

runCommand(async () => {
  await command.parseAsync();
});
