import { join } from 'node:path';
import { Command } from 'commander';
import { projectRoot } from '../lib/common/projectRoot';
import { checkPages, firstOfFolders } from '../lib/report/site/checkPages';
import { writeSite } from '../lib/report/site/site';
import { runCommand } from './commandLine';

interface Options {
  readonly output: string;
  readonly check?: boolean;
}

const command = new Command('npm run report --')
  .description('Writes notebooks, ledger and API reference as a site that opens from the file system.')
  .option('--output <folder>', 'where to', join(projectRoot, 'site'))
  .option('--check', 'also open every page in a browser and name its faults')
  .action(report);

async function report({ output, check = false }: Options): Promise<void> {
  const { pages, apiPages, apiWarnings, removed } = await writeSite({ folder: output });
  console.log(
    `${pages.length} pages and the API reference (${apiWarnings} warnings): ${join(output, 'index.html')}`,
  );
  if (removed > 0) console.log(`${removed} files of an earlier export removed`);
  if (!check) return;
  const opened = [...pages, ...firstOfFolders(apiPages)];
  const faults = await checkPages(output, opened);
  for (const fault of faults) console.log(fault);
  console.log(`${opened.length} pages opened, ${faults.length} faults`);
  if (faults.length > 0) process.exitCode = 1;
}

runCommand(async () => {
  await command.parseAsync();
});
