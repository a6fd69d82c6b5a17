import { basename, join, relative } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { ConfigurationError } from '../lib/common/errors';
import { projectRoot } from '../lib/common/projectRoot';
import { createTerminalReporter } from '../lib/report/terminalReporter';
import { runCommand } from './commandLine';
import { findNotebook } from './notebooks/committedNotebooks';
import { executeNotebook } from './notebooks/execution';
import { readNotebook } from '../lib/report/notebookFile';
import type { ParameterValue } from './notebooks/parameters';
import { watermarkProblems } from './notebooks/watermarks';

interface NotebookOptions {
  readonly profile: string;
  readonly seed?: number;
  readonly set: Record<string, ParameterValue>;
  readonly output?: string;
  readonly timeout: number;
}

const command = new Command('npm run notebook --')
  .description('Executes a notebook from top to bottom in a fresh kernel.')
  .argument('<notebook>', 'its name, number, or path: 01-dataset, 01, notebooks/01-dataset.ipynb')
  .option('--profile <name>', 'scale: smoke, mini or paper', 'smoke')
  .option('--seed <integer>', 'seed of every random draw', parseInteger)
  .option('--set <name=value...>', 'a further parameter of the notebook', collectParameter, {})
  .option('--output <file>', 'where the executed notebook goes (default: runs/notebooks/NAME.ipynb)')
  .option('--timeout <seconds>', 'for the whole notebook', parseInteger, 3600)
  .action((name: string, options: NotebookOptions) => run(name, options));

async function run(name: string, { profile, seed, set, output, timeout }: NotebookOptions): Promise<void> {
  const notebook = await findNotebook(name);
  const executed = await executeNotebook(
    {
      notebook,
      output: output ?? join(projectRoot, 'runs', 'notebooks', basename(notebook)),
      profile,
      parameters: { ...(seed === undefined ? {} : { seed }), ...set },
      timeoutSeconds: timeout,
    },
    createTerminalReporter(process.stderr),
  );
  console.log(`parameters: ${JSON.stringify(executed.parameters)}`);
  console.log(`${relative(process.cwd(), executed.output)} (${executed.wallSeconds.toFixed(1)} s)`);
  const problems = watermarkProblems(await readNotebook(executed.output), basename(notebook));
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}

function parseInteger(text: string): number {
  if (!/^-?\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

/** `name=value`; a value that is a number, true or false is taken as such. */
function collectParameter(
  text: string,
  others: Record<string, ParameterValue>,
): Record<string, ParameterValue> {
  const [, name, value] = /^(\w+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined) {
    throw new ConfigurationError({
      field: '--set',
      found: text,
      expected: 'name=value',
      remedy: 'Write, for instance, --set images=16.',
    });
  }
  const literal = value === 'true' || value === 'false' ? value === 'true' : Number(value);
  return {
    ...others,
    [name]: typeof literal === 'boolean' || (value !== '' && Number.isFinite(literal)) ? literal : value,
  };
}

runCommand(async () => {
  await command.parseAsync();
});
