import { Command, Option } from 'commander';
import { ConfigurationError } from '../lib/common/errors';
import { controlRun, fullPrecisionRuns, quantizedRun } from '../lib/experiments/configuration/experiment';
import { openLaboratory } from '../lib/experiments/laboratory';
import { wdrOnSwissCube } from '../lib/experiments/configuration/experimentScope';
import { networkModules, type NetworkName } from '../lib/experiments/configuration/networkModules';
import { profileNames, type ProfileName } from '../lib/experiments/configuration/runConfiguration';
import { checkModuleBits, type ModuleBits } from '../lib/quantizers/moduleBits';
import { createTerminalReporter } from '../lib/report/terminalReporter';
import { runCommand } from './commandLine';
import { recallText, wholeNumber } from './runOptions';
import { stoppableWork } from './stoppableWork';

interface Options {
  readonly profile: ProfileName;
  readonly network: NetworkName;
  readonly bits: string;
  readonly method: 'lsq' | 'inq';
  readonly seed: number;
}

const command = new Command('npm run train --')
  .description('Trains one network with the widths given, from full precision, and its matched control.')
  .addOption(
    new Option('--profile <name>', 'scale of the experiment').choices([...profileNames]).default('smoke'),
  )
  .addOption(
    new Option('--network <name>', 'what is trained').choices(Object.keys(networkModules)).default('wdr'),
  )
  .requiredOption('--bits <widths>', 'a width for every module, such as backbone=8,fpn=2,head=8')
  .addOption(new Option('--method <name>', 'quantization method').choices(['lsq', 'inq']).default('lsq'))
  .option('--seed <seed>', 'of weights, batches and augmentation', wholeNumber, 0)
  .action(train);

async function train({ profile, network, bits, method, seed }: Options): Promise<void> {
  const quantization = parseBits(bits, networkModules[network]);
  const reporter = createTerminalReporter(process.stderr);
  const laboratory = openLaboratory(profile, reporter);
  await stoppableWork(laboratory, reporter, async () => {
    const scope = await laboratory.scope({ ...wdrOnSwissCube, network });
    const runs = [
      ...fullPrecisionRuns(scope, seed),
      controlRun(scope, seed, method),
      quantizedRun(scope, seed, method, quantization),
    ];
    const results = await laboratory.run(runs);
    for (const { key, title } of runs) console.log(`${title}: ${recallText(results.get(key)!)}`);
  });
}

/** Reads `module=bits,module=bits`. */
function parseBits(text: string, modules: readonly string[]): ModuleBits {
  const entries = text.split(',').map((part) => {
    const match = /^\s*(?<module>[^=\s]+)\s*=\s*(?<width>\d+)\s*$/.exec(part)?.groups;
    if (match !== undefined) return [match.module, Number(match.width)] as const;
    throw new ConfigurationError({
      field: '--bits',
      found: JSON.stringify(part),
      expected: 'module=width, such as fpn=2',
      remedy: `Separate the modules by commas: ${modules.map((module) => `${module}=8`).join(',')}.`,
    });
  });
  const bits = Object.fromEntries(entries);
  checkModuleBits(bits, modules, '--bits');
  return bits;
}

runCommand(async () => {
  await command.parseAsync();
});
