import { Command, Option } from 'commander';
import type { ExperimentRun } from '../lib/experiments/configuration/experiment';
import { openLaboratory, type Laboratory } from '../lib/experiments/laboratory';
import { profileNames, type ProfileName } from '../lib/experiments/configuration/runConfiguration';
import { slurmDryRun } from '../lib/experiments/slurm/slurmDryRun';
import { slurmExecutor } from '../lib/experiments/slurm/slurmExecutor';
import { studies, studyNamed, usualStudies } from '../lib/experiments/studies/registry';
import type { Study } from '../lib/experiments/studies/study';
import { formatDuration } from '../lib/report/numberFormat';
import { createTerminalReporter } from '../lib/report/terminalReporter';
import { runCommand } from './commandLine';
import { planText, recallText, wholeNumber } from './runOptions';
import { printSubmission, printSubmitted } from './slurmSubmissions';
import { stoppableWork } from './stoppableWork';

interface Options {
  readonly profile: ProfileName;
  readonly only: readonly string[];
  readonly seeds: readonly number[];
  readonly workers?: number;
  readonly dryRun: boolean;
  readonly executor: 'local' | 'slurm';
  readonly name?: string;
  readonly atOnce?: number;
  readonly status: boolean;
  readonly collect: boolean;
}

/** The runs of a study for one seed. */
interface Part {
  readonly study: Study;
  readonly seed: number;
  readonly runs: readonly ExperimentRun[];
}

const extraNames = studies
  .filter(({ isExtra }) => isExtra)
  .map(({ name }) => name)
  .join(', ');

const command = new Command('npm run reproduce --')
  .description('Runs what is missing of the figures and tables, and nothing else.')
  .addOption(
    new Option('--profile <name>', 'scale of the experiment').choices([...profileNames]).default('smoke'),
  )
  .addOption(
    new Option('--only <studies...>', `figures and tables; where none is named all but ${extraNames}`)
      .choices(studies.map(({ name }) => name))
      .default([]),
  )
  .option(
    '--seeds <seeds...>',
    'seeds of the runs; as many as each study asks for by default',
    collectSeed,
    [],
  )
  .option('--workers <count>', 'trainings at once', wholeNumber)
  .option(
    '--dry-run',
    'say of each run whether it will be reused or run, why, and how long it will take',
    false,
  )
  .addOption(
    new Option('--executor <name>', 'where runs are done: here, or as job arrays of a Slurm cluster')
      .choices(['local', 'slurm'])
      .default('local'),
  )
  .option('--name <name>', 'of what is submitted to the cluster; the profile by default')
  .option('--at-once <count>', 'tasks of a job array at once', wholeNumber)
  .option('--status', 'say where each run stands that was submitted', false)
  .option('--collect', 'wait for what was submitted, and name what is missing and why', false)
  .action(reproduce);

async function reproduce({ profile, only, seeds, workers, dryRun, ...options }: Options): Promise<void> {
  const { name = profile, atOnce, status, collect } = options;
  const reporter = createTerminalReporter(process.stderr);
  if (status || collect) return printSubmission(name, collect, reporter);
  const onCluster = options.executor === 'slurm';
  const makeSlurm = dryRun ? slurmDryRun({ name, atOnce }, console.log) : slurmExecutor({ name, atOnce });
  const laboratory = openLaboratory(profile, reporter, workers, onCluster ? makeSlurm : undefined);
  const work = async () => {
    const parts = await partsOf(laboratory, only, seeds);
    if (dryRun) await printPlan(laboratory, parts);
    if (onCluster) {
      await laboratory.submit(parts.map(({ runs }) => runs));
      if (!dryRun) await printSubmitted(name);
    } else if (!dryRun) await runAll(laboratory, parts);
  };
  // What is submitted goes on without this command.
  await (onCluster ? work().finally(laboratory.close) : stoppableWork(laboratory, reporter, work));
}

async function partsOf(
  laboratory: Laboratory,
  only: Options['only'],
  seeds: Options['seeds'],
): Promise<Part[]> {
  const parts: Part[] = [];
  for (const study of only.length > 0 ? only.map(studyNamed) : usualStudies) {
    const scope = await laboratory.scope(study);
    for (const seed of seeds.length > 0 ? seeds : firstSeeds(study.seeds[laboratory.profile]))
      parts.push({ study, seed, runs: study.runs(scope, seed) });
  }
  return parts;
}

/** A run that several studies share is listed where it is first needed. */
async function printPlan(laboratory: Laboratory, parts: readonly Part[]): Promise<void> {
  const seen = new Set<string>();
  let [missing, refused, seconds, unknown] = [0, 0, 0, 0];
  for (const { study, seed, runs } of parts) {
    console.log(`${study.name}, seed ${seed}: ${study.title} (${study.reference})`);
    for (const [index, planned] of (await laboratory.plan(runs)).entries()) {
      const { id, status, expectedSeconds } = planned;
      if (seen.has(id)) continue;
      seen.add(id);
      if (status === 'refused') refused++;
      else if (status !== 'reuse') {
        missing++;
        seconds += expectedSeconds ?? 0;
        if (expectedSeconds === undefined) unknown++;
      }
      console.log(planText(runs[index], planned));
    }
  }
  const rest = unknown === 0 ? '' : `, and that of ${unknown} runs of networks that were not measured yet`;
  console.log(`${missing} of ${seen.size} runs to do, worker time ${formatDuration(seconds)}${rest}`);
  if (refused > 0) console.log(`${refused} more would start at other weights here: docs/decisions.md`);
}

/** All parts wait in line at once, in order: no worker is idle, and a failed run stops none of the others. */
async function runAll(laboratory: Laboratory, parts: readonly Part[]): Promise<void> {
  const outcomes = await Promise.allSettled(
    parts.map(async ({ study, seed, runs }) => {
      const results = await laboratory.run(runs);
      for (const { key, title } of runs) {
        console.log(`${study.name}, seed ${seed}  ${title}: ${recallText(results.get(key)!)}`);
      }
    }),
  );
  const failure = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failure !== undefined) throw failure.reason;
}

function firstSeeds(count: number): number[] {
  return Array.from({ length: count }, (_, seed) => seed);
}

function collectSeed(text: string, seeds: readonly number[]): number[] {
  return [...seeds, wholeNumber(text)];
}

runCommand(async () => {
  await command.parseAsync();
});
