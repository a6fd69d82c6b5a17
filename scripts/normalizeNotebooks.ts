import { basename } from 'node:path';
import { Command } from 'commander';
import { runCommand } from './commandLine';
import { notebookProblems } from './notebooks/cleanliness';
import { committedNotebooks } from './notebooks/committedNotebooks';
import { formatNotebook, readNotebook, readNotebookText, writeNotebook } from './notebooks/notebookFile';
import { normalizeNotebook } from './notebooks/normalization';

const command = new Command('npm run notebooks:normalize --')
  .description(
    'Brings the notebooks into the form that is committed, and says what still keeps them from it.',
  )
  .option('--check', 'change nothing; only say what is wrong', false)
  .action(({ check }: { check: boolean }) => run(check));

async function run(check: boolean): Promise<void> {
  const problems: string[] = [];
  for (const file of await committedNotebooks()) {
    const name = basename(file);
    if (!check) await normalize(file, name);
    problems.push(...notebookProblems(await readNotebook(file), await readNotebookText(file), name));
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
