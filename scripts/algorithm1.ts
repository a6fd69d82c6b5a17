import { Command, InvalidArgumentError, Option } from 'commander';
import {
  checkExperiment,
  experimentBench,
  performAlgorithm1,
  performOrders,
  probeRuns,
  recordFile,
  writeRecord,
} from '../lib/experiments/flow/algorithm1Experiment';
import type { Algorithm1Experiment, Algorithm1Record } from '../lib/experiments/flow/algorithm1Record';
import { openLaboratory, type Laboratory } from '../lib/experiments/laboratory';
import { profileNames } from '../lib/experiments/configuration/runConfiguration';
import { probeBits } from '../lib/mqat/algorithm1';
import { moduleCombinations, moduleOrders } from '../lib/mqat/quantizationOrders';
import { algorithm1Text, ordersText } from '../lib/report/algorithm1Text';
import { createTerminalReporter } from '../lib/report/terminalReporter';
import { runCommand } from './commandLine';
import { planText, wholeNumber } from './runOptions';
import { stoppableWork } from './stoppableWork';

interface Options extends Algorithm1Experiment {
  readonly orders?: 'all' | 'combinations';
  readonly workers?: number;
  readonly dryRun: boolean;
}

/** Orders beside the paper's flow and its reverse, where there are too many to try them all. */
const sampledOrders = { seed: 0, count: 10 };

const command = new Command('npm run algorithm1 --')
  .description(
    'Quantizes a network module by module as Algorithm 1 of the paper does, and runs nothing twice.',
  )
  .addOption(
    new Option('--profile <name>', 'scale of the experiment').choices([...profileNames]).default('smoke'),
  )
  .requiredOption('--compression-factor <times>', 'size at 32 bits over the size allowed', positiveNumber)
  .addOption(new Option('--method <name>', 'quantization method').choices(['lsq', 'inq']).default('lsq'))
  .option('--seed <seed>', 'of weights, batches and augmentation', wholeNumber, 0)
  .option('--widths <bits>', 'to choose from, ascending, 2 among them', wholeNumbers, [2, 4, 8])
  .addOption(
    new Option('--measure <name>', "what a layer's sensitivity is")
      .choices(['trace', 'mean trace'])
      .default('trace'),
  )
  .addOption(
    new Option(
      '--orders <which>',
      'then every order of the modules at these widths, or every combination at 2 bits',
    ).choices(['all', 'combinations']),
  )
  .option('--workers <count>', 'trainings at once', wholeNumber)
  .option('--dry-run', 'say of the runs known beforehand whether they will be reused or run, and why', false)
  .action(run);

async function run({ orders, workers, dryRun, ...experiment }: Options): Promise<void> {
  await checkExperiment(experiment);
  const reporter = createTerminalReporter(process.stderr);
  const laboratory = openLaboratory(experiment.profile, reporter, workers);
  await stoppableWork(laboratory, reporter, () =>
    dryRun ? printPlan(laboratory, experiment) : perform(laboratory, experiment, orders),
  );
}

async function printPlan(laboratory: Laboratory, experiment: Algorithm1Experiment): Promise<void> {
  const runs = probeRuns(experiment, await laboratory.scope());
  for (const [index, planned] of (await laboratory.plan(runs)).entries())
    console.log(planText(runs[index], planned));
  console.log(`  then the sensitivity, and up to ${runs.length - 1} runs whose widths follow from it`);
}

async function perform(
  laboratory: Laboratory,
  experiment: Algorithm1Experiment,
  which: Options['orders'],
): Promise<void> {
  const bench = experimentBench(laboratory, experiment, await laboratory.scope());
  const record = await performAlgorithm1(bench, experiment);
  console.log(algorithm1Text(record).join('\n'));
  await keep(recordFile(experiment), record);
  if (which === undefined) return;
  const steps =
    which === 'all'
      ? moduleOrders(bench, record.allocation.rho, sampledOrders)
      : moduleCombinations(bench, probeBits);
  const orders = await performOrders(bench, steps);
  console.log(['', ...ordersText(orders)].join('\n'));
  await keep(recordFile(experiment, which), { ...record, orders });
}

async function keep(file: string, record: Algorithm1Record): Promise<void> {
  await writeRecord(file, record);
  console.log(`Written: ${file}`);
}

function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(Number.isFinite(value) && value > 0)) throw new InvalidArgumentError('expected a number above 0');
  return value;
}

function wholeNumbers(text: string): number[] {
  return text.split(',').map(wholeNumber);
}

runCommand(async () => {
  await command.parseAsync();
});
