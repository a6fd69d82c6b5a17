import { Command, Option } from 'commander';
import { causeText } from '../lib/common/causeText';
import type { Reporter } from '../lib/common/reporter';
import {
  firstQuantizedModuleRuns,
  probeMethods,
  selectFirstModule,
} from '../lib/experiments/firstQuantizedModule';
import { openLaboratory, type Laboratory } from '../lib/experiments/laboratory';
import { profileNames, type ProfileName } from '../lib/experiments/runConfiguration';
import type { ExperimentRun } from '../lib/experiments/experiment';
import { createTerminalReporter } from '../lib/report/terminalReporter';
import { runCommand } from './commandLine';
import { recallText, wholeNumber } from './runOptions';

interface Options {
  readonly profile: ProfileName;
  readonly seeds: readonly number[];
  readonly workers?: number;
  readonly dryRun: boolean;
}

const command = new Command('npm run reproduce --')
  .description(
    'Runs what is missing of table 1: each module alone at 2 bits, by LSQ and by INQ, with the controls.',
  )
  .addOption(
    new Option('--profile <name>', 'scale of the experiment').choices([...profileNames]).default('smoke'),
  )
  .option('--seeds <seeds...>', 'seeds of the runs', collectSeed, [])
  .option('--workers <count>', 'trainings at once', wholeNumber)
  .option('--dry-run', 'say of each run whether it will be reused or run, and why; run nothing', false)
  .action(reproduce);

async function reproduce({ profile, seeds, workers, dryRun }: Options): Promise<void> {
  const reporter = createTerminalReporter(process.stderr);
  const laboratory = await openLaboratory(profile, reporter, workers);
  const runsOf = (seed: number) => firstQuantizedModuleRuns(profile, laboratory.preparation.images, seed);
  const wanted = seeds.length > 0 ? seeds : [0];
  try {
    if (dryRun) for (const seed of wanted) await printPlan(laboratory, runsOf(seed));
    else {
      const work = wanted.map((seed) => runAll(laboratory, runsOf(seed), seed));
      throwFirst(await Promise.allSettled(work), reporter);
    }
  } finally {
    await laboratory.close();
  }
}

/** Seeds are done side by side; one that fails does not stop the others. */
function throwFirst(outcomes: readonly PromiseSettledResult<void>[], reporter: Reporter): void {
  const failures = outcomes.filter((outcome) => outcome.status === 'rejected');
  for (const { reason } of failures.slice(1)) reporter.warn(causeText(reason));
  if (failures.length > 0) throw failures[0].reason;
}

async function printPlan(laboratory: Laboratory, runs: readonly ExperimentRun[]): Promise<void> {
  const planned = await laboratory.plan(runs);
  for (const [index, { id, reason }] of planned.entries())
    console.log(`${id}  ${runs[index].title}: ${reason}`);
}

async function runAll(laboratory: Laboratory, runs: readonly ExperimentRun[], seed: number): Promise<void> {
  const results = await laboratory.run(runs);
  for (const { key, title } of runs) {
    console.log(`seed ${seed}  ${title}: ${recallText(results.get(key)!)}`);
  }
  for (const method of probeMethods) {
    const first = selectFirstModule(results, method) ?? 'none beats full precision';
    console.log(
      `seed ${seed}  first module by ${method.toUpperCase()}, chosen on validation images: ${first}`,
    );
  }
}

function collectSeed(text: string, seeds: readonly number[]): number[] {
  return [...seeds, wholeNumber(text)];
}

runCommand(async () => {
  await command.parseAsync();
});
