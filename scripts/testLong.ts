import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
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
import { createTerminalReporter } from '../lib/report/terminalReporter';
import { slurmReport } from '../test/slurm/slurmReport';
import { startCluster } from '../test/slurm/slurmDaemons';
import { trySlurm } from '../test/slurm/slurmTrial';
import { runCommand } from './commandLine';
import { wholeNumber } from './runOptions';

interface Options {
  readonly mutants: number;
  readonly readers: string;
  readonly report?: string;
  readonly kills: number;
  readonly resilience?: string;
  readonly cuts: number;
  readonly resume?: string;
  readonly slurm?: string | true;
}

/** Of every run that is cut and resumed: seven epochs and a half. */
const resumedRun = { steps: 36, mode: 'graph' } as const;
/** How many of its cuts are by SIGKILL. */
const killsOfRun = 2;

const command = new Command('npm run test:long --')
  .description(
    'Has every reader of files read thousands of damaged ones, kills writers of files, and cuts runs and resumes them; or tries a real Slurm.',
  )
  .option('--mutants <count>', 'damaged files a reader', wholeNumber, 10_000)
  .option('--readers <name>', 'only the readers whose name begins so, such as PLY', '')
  .option('--report <file>', 'where to write the report, such as docs/fuzzing.md')
  .option('--kills <count>', 'writers of a file that are killed', wholeNumber, 200)
  .option('--resilience <file>', 'document whose section on writers is written, such as docs/resilience.md')
  .option('--cuts <count>', 'places at which the run of each method is ended and resumed', wholeNumber, 50)
  .option('--resume <file>', 'document whose section on resuming is written, such as docs/resilience.md')
  .option(
    '--slurm [file]',
    'try a real Slurm and nothing else; document to write, such as docs/slurm-trial.md',
  )
  .action(testLong);

async function testLong({
  mutants,
  readers,
  report,
  kills,
  resilience,
  cuts,
  resume,
  slurm,
}: Options): Promise<void> {
  if (slurm !== undefined) return testSlurm(slurm === true ? undefined : slurm);
  await testWriting(kills, resilience);
  if (cuts > 0) await testResuming(cuts, resume);
  if (mutants > 0) await testReaders(mutants, readers, report);
}

async function testWriting(kills: number, report?: string): Promise<void> {
  const killed = await killWriters(kills, 1);
  const { insideWrite, old, fresh } = killed;
  console.log(`${kills} writers killed, ${insideWrite} inside a write: ${old} old files, ${fresh} new ones`);
  const places = await tryFaultyPlaces();
  for (const place of places) console.log(placeText(place));
  const memory = await tryShortMemory();
  for (const { name, found } of memory) console.log(`${name}: ${found}`);
  if (report !== undefined)
    await writeSection(report, resilienceHeading, resilienceReport(killed, places, memory));
  const faults = [...killed.faults, ...[...places, ...memory].flatMap((trial) => trial.faults)];
  for (const fault of faults) console.log(`  ${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}

async function testResuming(cuts: number, report?: string): Promise<void> {
  const options = { ...resumedRun, cuts, kills: () => killsOfRun, scored: true, seed: 1 };
  const outcomes = await tryExactResume(resumeCases(resumedRun), options, (outcome) => {
    const { name, resumed, equal } = outcome;
    console.log(`${name}: ${equal} of ${resumed} exact, deviation ${deviationText(outcome)}`);
  });
  if (report !== undefined)
    await writeSection(report, resumeHeading, resumeReport(outcomes, resumedRun.steps, cuts));
  if (!outcomes.every(isSound)) process.exitCode = 1;
}

async function testSlurm(report?: string): Promise<void> {
  const clusterFolder = await mkdtemp(join(tmpdir(), 'slurm-'));
  const folder = await mkdtemp(join(tmpdir(), "everyone's runs "));
  const cluster = await startCluster(clusterFolder);
  try {
    const trial = await trySlurm(folder, cluster, createTerminalReporter(process.stderr));
    if (report !== undefined) await writeFile(report, slurmReport(trial));
    console.log(slurmReport(trial));
    if (trial.faults.length > 0) process.exitCode = 1;
  } finally {
    await cluster.stop();
    for (const path of [clusterFolder, folder]) await rm(path, { recursive: true });
  }
}

async function testReaders(mutants: number, beginning: string, report?: string): Promise<void> {
  const outcomes: FuzzOutcome[] = [];
  for (const name of (await readerNames()).filter((reader) => reader.startsWith(beginning))) {
    const outcome = await fuzzApart(name, mutants);
    outcomes.push(outcome);
    const { refused, accepted, slowest, faults } = outcome;
    console.log(`${name}: ${refused} refused, ${accepted} valid, slowest ${slowest.toFixed(0)} ms`);
    for (const fault of faults) console.log(`  ${fault}`);
  }
  if (report !== undefined) await writeFile(report, fuzzReport(outcomes));
  const failed = outcomes.filter(({ faults }) => faults.length > 0).length;
  console.log(`${outcomes.length - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

async function readerNames(): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
  try {
    return (await prepareReaders(folder)).map(({ name }) => name);
  } finally {
    await rm(folder, { recursive: true });
  }
}

runCommand(async () => {
  await command.parseAsync();
});
