import { join } from 'node:path';
import { Command, Option } from 'commander';
import { projectRoot } from '../lib/common/projectRoot';
import { firstQuantizedModuleRuns } from '../lib/experiments/studies/firstQuantizedModule';
import { openLaboratory } from '../lib/experiments/laboratory';
import { profileNames, type ProfileName } from '../lib/experiments/configuration/runConfiguration';
import { createTerminalReporter } from '../lib/report/terminalReporter';
import { runCommand } from './commandLine';
import { findNotebook } from './notebooks/committedNotebooks';
import { executeNotebook } from './notebooks/execution';
import { stoppableWork } from './stoppableWork';
import { basename } from 'node:path';
import type { Reporter } from '../lib/common/reporter';

/** Notebooks of the core result, by number; each of the others is executed by name. */
const shown = ['00', '01', '02', '03'];

const command = new Command('npm start --')
  .description("Reproduces the paper's core result and executes the notebooks that show it.")
  .addOption(
    new Option('--profile <name>', 'scale of the experiment').choices([...profileNames]).default('smoke'),
  )
  .action(start);

async function start({ profile }: { readonly profile: ProfileName }): Promise<void> {
  const reporter = createTerminalReporter(process.stderr);
  console.log(`Reproducing table 1 at the scale "${profile}".`);
  await reproduce(profile, reporter);
  const outputs = await executeNotebooks(profile, reporter);
  console.log(`\nExecuted notebooks:\n${outputs.map((output) => `  ${output}`).join('\n')}`);
  console.log('Open them in JupyterLab with: npm run lab');
  console.log('Execute any other one with: npm run notebook -- 05');
  if (profile === 'smoke')
    console.log('The numbers of this scale show that everything works; they are no result.');
}

async function reproduce(profile: ProfileName, reporter: Reporter): Promise<void> {
  const laboratory = openLaboratory(profile, reporter);
  await stoppableWork(laboratory, reporter, async () => {
    await laboratory.run(firstQuantizedModuleRuns(await laboratory.scope(), 0));
  });
}

async function executeNotebooks(profile: ProfileName, reporter: Reporter): Promise<string[]> {
  const folder = join('runs', 'notebooks');
  const outputs: string[] = [];
  for (const name of shown) {
    const notebook = await findNotebook(name);
    const output = join(folder, basename(notebook));
    await executeNotebook(
      { notebook, output: join(projectRoot, output), profile, timeoutSeconds: 3600 },
      reporter,
    );
    outputs.push(output);
  }
  return outputs;
}

runCommand(async () => {
  await command.parseAsync();
});
