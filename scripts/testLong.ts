import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Argument, Command } from 'commander';
import { EnvironmentError } from '../lib/common/errors';
import { projectRoot } from '../lib/common/projectRoot';
import { createTerminalReporter } from '../lib/report/terminalReporter';
import type { FuzzOutcome } from '../test/fuzz/fuzzing';
import { fuzzReport } from '../test/fuzz/fuzzReport';
import { prepareReaders } from '../test/fuzz/readers';
import { fuzzApart } from '../test/fuzz/supervisor';
import { tryFaultyPlaces } from '../test/resilience/faultyPlaces';
import { writeSection } from '../test/resilience/documentSection';
import { deviationText, isSound, tryExactResume } from '../test/resilience/exactResume';
import { killWriters } from '../test/resilience/killedWrites';
import { tryShortMemory } from '../test/resilience/memoryTrials';
import { placeText, resilienceHeading, resilienceReport } from '../test/resilience/resilienceReport';
import { resumeCases } from '../test/resilience/resumeCases';
import { resumeHeading, resumeReport } from '../test/resilience/resumeReport';
import { slurmReport } from '../test/slurm/slurmReport';
import { startCluster } from '../test/slurm/slurmDaemons';
import { trySlurm } from '../test/slurm/slurmTrial';
import { runCommand } from './commandLine';
import { wholeNumber } from './runOptions';

interface Options {
  readonly kills: number;
  readonly cuts: number;
  readonly mutants: number;
  readonly readers: string;
}

const document = (name: string) => join(projectRoot, 'docs', `${name}.md`);
/** What the documents state. */
const fullCounts = { kills: 200, cuts: 50, mutants: 10_000 };
/** Of every run that is cut and resumed: seven epochs and a half. */
const resumedRun = { steps: 36, mode: 'graph' } as const;
/** How many of its cuts are by SIGKILL. */
const killsOfRun = 2;

/** Each prints what it finds, and writes its document where it tried all of it; returns how many faults there were. */
const parts = { writes: testWriting, resume: testResuming, readers: testReaders, slurm: testSlurm };
type Part = keyof typeof parts;

const command = new Command('npm run test:long --')
  .description(
    'Kills writers of files and writes to places that cannot be written; cuts runs and resumes them; has every reader of files read ' +
      'thousands of damaged ones; has a real Slurm do an array of runs and disturbs it. Reports go to docs/, of full counts only.',
  )
  .addArgument(new Argument('[parts...]', 'only these').choices(Object.keys(parts)))
  .option('--kills <count>', 'writers of a file that are killed', wholeNumber, fullCounts.kills)
  .option(
    '--cuts <count>',
    'places at which the run of each method is ended and resumed',
    wholeNumber,
    fullCounts.cuts,
  )
  .option('--mutants <count>', 'damaged files a reader', wholeNumber, fullCounts.mutants)
  .option('--readers <name>', 'only the readers whose name begins so, such as PLY', '')
  .action(testLong);

async function testLong(names: readonly Part[], options: Options): Promise<void> {
  const chosen = names.length > 0 ? names : (Object.keys(parts) as Part[]);
  let failed = 0;
  for (const name of chosen) {
    try {
      const faults = await parts[name](options);
      console.log(`${name}: ${faults === 0 ? 'no fault' : `${faults} faults`}`);
      if (faults > 0) failed++;
    } catch (error) {
      if (!(error instanceof EnvironmentError) || names.length > 0) throw error;
      console.log(`${name}: not tried: ${error.message}`);
    }
  }
  if (failed > 0) process.exitCode = 1;
}

async function testWriting({ kills }: Options): Promise<number> {
  const killed = await killWriters(kills, 1);
  const { insideWrite, old, fresh } = killed;
  console.log(`${kills} writers killed, ${insideWrite} inside a write: ${old} old files, ${fresh} new ones`);
  const places = await tryFaultyPlaces();
  for (const place of places) console.log(placeText(place));
  const memory = await tryShortMemory();
  for (const { name, found } of memory) console.log(`${name}: ${found}`);
  if (kills >= fullCounts.kills)
    await writeSection(document('resilience'), resilienceHeading, resilienceReport(killed, places, memory));
  const faults = [...killed.faults, ...[...places, ...memory].flatMap((trial) => trial.faults)];
  for (const fault of faults) console.log(`  ${fault}`);
  return faults.length;
}

async function testResuming({ cuts }: Options): Promise<number> {
  const options = { ...resumedRun, cuts, kills: () => killsOfRun, scored: true, seed: 1 };
  const outcomes = await tryExactResume(resumeCases(resumedRun), options, (outcome) => {
    const { name, resumed, equal } = outcome;
    console.log(`${name}: ${equal} of ${resumed} exact, deviation ${deviationText(outcome)}`);
  });
  if (cuts >= fullCounts.cuts)
    await writeSection(document('resilience'), resumeHeading, resumeReport(outcomes, resumedRun.steps, cuts));
  return outcomes.filter((outcome) => !isSound(outcome)).length;
}

async function testReaders({ mutants, readers }: Options): Promise<number> {
  const outcomes: FuzzOutcome[] = [];
  for (const name of (await readerNames()).filter((reader) => reader.startsWith(readers))) {
    const outcome = await fuzzApart(name, mutants);
    outcomes.push(outcome);
    const { refused, accepted, slowest, faults } = outcome;
    console.log(`${name}: ${refused} refused, ${accepted} valid, slowest ${slowest.toFixed(0)} ms`);
    for (const fault of faults) console.log(`  ${fault}`);
  }
  if (mutants >= fullCounts.mutants && readers === '')
    await writeFile(document('fuzzing'), fuzzReport(outcomes));
  return outcomes.reduce((sum, { faults }) => sum + faults.length, 0);
}

async function readerNames(): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
  try {
    return (await prepareReaders(folder)).map(({ name }) => name);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function testSlurm(): Promise<number> {
  const clusterFolder = await mkdtemp(join(tmpdir(), 'slurm-'));
  const folder = await mkdtemp(join(tmpdir(), "everyone's runs "));
  try {
    const cluster = await startCluster(clusterFolder);
    try {
      const trial = await trySlurm(folder, cluster, createTerminalReporter(process.stderr));
      await writeFile(document('slurm-trial'), slurmReport(trial));
      console.log(slurmReport(trial));
      return trial.faults.length;
    } finally {
      await cluster.stop();
    }
  } finally {
    for (const path of [clusterFolder, folder]) await rm(path, { recursive: true });
  }
}

runCommand(async () => {
  await command.parseAsync();
});
