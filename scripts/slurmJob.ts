/* What a job does on a node of a cluster: opens a data set, or does the run of its place in an array. */
import { Command } from 'commander';
import { EnvironmentError } from '../lib/common/errors';
import { workFolderOf } from '../lib/experiments/store/resultFolders';
import { threadsOf } from '../lib/experiments/configuration/profiles';
import type { DatasetChoice, ProfileName } from '../lib/experiments/configuration/runConfiguration';
import { performArrayTask, type StopReason } from '../lib/experiments/slurm/arrayTask';
import { answerPreparation } from '../lib/experiments/slurm/nodePreparation';
import { slurmCluster } from '../lib/experiments/slurm/slurmCommands';
import { createWorkerProcesses } from '../lib/experiments/execution/workerProcesses';
import { createTerminalReporter } from '../lib/report/terminalReporter';
import { runCommand } from './commandLine';
import { wholeNumber } from './runOptions';

const reporter = createTerminalReporter(process.stderr);
const oneWorker = (profile: ProfileName, workFolder: string) =>
  createWorkerProcesses({ count: 1, threads: threadsOf(profile), workFolder });

const command = new Command('slurmJob').description('Is run by the jobs that `npm run reproduce` submits.');
command.command('prepare <profile> <choice> <answer>').action(prepare);
command.command('run <folder> <array>').action(run);

async function prepare(profile: ProfileName, choice: string, answerFile: string): Promise<void> {
  const worker = oneWorker(profile, workFolderOf(profile));
  try {
    await answerPreparation(answerFile, () =>
      worker.prepare(profile, JSON.parse(choice) as DatasetChoice, reporter),
    );
  } finally {
    await worker.close();
  }
}

async function run(folder: string, array: string): Promise<void> {
  const stop = new AbortController();
  const stopFor = (reason: StopReason) => () => {
    stop.abort(reason);
  };
  process.on('SIGUSR2', stopFor('time limit'));
  process.on('SIGTERM', stopFor('termination'));
  const [job, index] = ['SLURM_ARRAY_JOB_ID', 'SLURM_ARRAY_TASK_ID'].map(ofSlurm);
  const end = await performArrayTask(
    { array: wholeNumber(array), index: wholeNumber(index) },
    {
      ...{ folder, job: `${job}_${index}`, signal: stop.signal, cluster: slurmCluster, reporter },
      makeWorkers: ({ profile, workFolder }) => oneWorker(profile, workFolder),
    },
  );
  // A task that was stopped may still wait for a lock.
  process.exit(end === 'done' ? 0 : 1);
}

function ofSlurm(name: string): string {
  const value = process.env[name];
  if (value !== undefined) return value;
  throw new EnvironmentError({
    field: name,
    found: 'no such variable',
    expected: 'what Slurm tells the task of a job array',
    remedy: 'Leave this command to the jobs of `npm run reproduce -- --executor slurm`.',
  });
}

runCommand(async () => {
  await command.parseAsync();
});
