import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { readBopDataset } from '../lib/datasets/bop/bopDataset';
import { readBopResults, type RejectedLine } from '../lib/datasets/bop/results/resultsReader';
import { evaluateBopResults, standardBopEvaluation } from '../lib/metrics/bop/bopEvaluation';
import { bopMetrics, poseErrorKinds, type BopMetric } from '../lib/metrics/bop/poseErrorKinds';
import { bopEvaluationText } from '../lib/report/bopEvaluationText';
import { createTerminalReporter } from '../lib/report/terminalReporter';
import { runCommand } from './commandLine';
import { wholeNumber } from './runOptions';

interface Options {
  readonly dataset: string;
  readonly results: string;
  readonly split: string;
  readonly targets?: string;
  readonly metrics: readonly BopMetric[];
  readonly resamples: number;
  readonly lenient: boolean;
  readonly json: boolean;
}

const targetList = 'test_targets_bop19.json';
const errorTitles = Object.entries(poseErrorKinds).map(([name, { title }]) => `${name}: ${title}`);

const command = new Command('npm run evaluate --')
  .description('Scores pose estimates in BOP format by the rules of the BOP challenge.')
  .requiredOption('--dataset <folder>', 'root of a set in BOP format')
  .requiredOption('--results <file>', 'estimates: scene_id,im_id,obj_id,score,R,t,time')
  .option('--split <folder>', 'folder of the split in the set', 'test')
  .option('--targets <file>', `list of what is to be found; ${targetList} where the set has it`)
  .addOption(
    new Option('--metrics <names...>', 'what to compute')
      .choices(bopMetrics)
      .default([...standardBopEvaluation.metrics]),
  )
  .option('--resamples <count>', 'draws of the bootstrap', wholeNumber, standardBopEvaluation.resamples)
  .option('--lenient', 'leave out lines that cannot be used, and list them', false)
  .option('--json', 'print everything as JSON', false)
  .addHelpText('after', `\nVSD: visible surface discrepancy, needs depth\n${errorTitles.join('\n')}`)
  .action(evaluate);

async function evaluate(options: Options): Promise<void> {
  const targets = options.targets ?? (existsSync(join(options.dataset, targetList)) ? targetList : undefined);
  const dataset = await readBopDataset(options.dataset, {
    split: 'test',
    splitFolder: options.split,
    ...(targets !== undefined && { targets }),
  });
  const { lenient, json } = options;
  const { estimates, rejected } = await readBopResults(options.results, { dataset, lenient });
  reportRejected(rejected);
  const evaluation = await evaluateBopResults(dataset, estimates, {
    ...standardBopEvaluation,
    metrics: bopMetrics.filter((metric) => options.metrics.includes(metric)),
    resamples: options.resamples,
    reporter: createTerminalReporter(process.stderr),
  });
  console.log(json ? JSON.stringify(evaluation, undefined, 2) : bopEvaluationText(evaluation));
}

function reportRejected(rejected: readonly RejectedLine[]): void {
  for (const { line, field, found, expected } of rejected) {
    console.error(`line ${line}, ${field}: found ${found}; expected ${expected}`);
  }
  if (rejected.length > 0) console.error(`${rejected.length} lines were left out`);
}

runCommand(async () => {
  await command.parseAsync();
});
