import { join } from 'node:path';
import { Command } from 'commander';
import { projectRoot } from '../lib/common/projectRoot';
import { checkGoldenFolder } from '../lib/verification/goldenFolder';
import { goldenText } from '../lib/verification/goldenText';
import { runCommand } from './commandLine';

const command = new Command('npm run golden --')
  .description('Checks reference values; exit code 1 when a file deviates, is damaged or is not known.')
  .argument('[folder]', 'where the reference files are', join(projectRoot, 'test', 'golden'))
  .action(run);

async function run(folder: string): Promise<void> {
  for await (const outcome of checkGoldenFolder(folder)) {
    console.log(goldenText(outcome));
    if (outcome.status !== 'passed') process.exitCode = 1;
  }
}

runCommand(async () => {
  await command.parseAsync();
});
