import { formatDuration } from '../../lib/report/numberFormat';
import type { RecoveredTask, SlurmTrial } from './slurmTrial';

/** @returns what became of an array of runs that was disturbed, as a document */
export function slurmReport(trial: SlurmTrial): string {
  const { version, tasks, recovered, identical, runs, seconds, localSeconds } = trial;
  return [
    '# A disturbed job array on a real Slurm',
    '',
    'Written by `npm run test:long -- slurm` (as root, on Debian with `apt-get install slurm-wlm munge`).',
    '',
    `${version}, controller and two nodes of one core each on one machine, MUNGE authentication. An array of ${tasks} smoke runs, by`,
    'LSQ and by INQ at 10 choices of widths, after the full-precision run that they start from; two tasks at once, in a folder whose',
    'name has a space and a quote. While it was done:',
    '',
    '| what befell a task | run | seen at step | attempts | resumed at step |',
    '| --- | --- | --- | --- | --- |',
    ...recovered.map(recoveredRow),
    '',
    'A killed process starts from its last checkpoint, which at smoke scale is the beginning (checkpoints are 200 steps apart); one that',
    'is told before writes a checkpoint at the step that it is at, and goes on from there.',
    '',
    `The array ended complete after ${formatDuration(seconds)}. The same runs by the local executor, two at once, took`,
    `${formatDuration(localSeconds)}. ${identical} of ${runs} runs are identical: metrics, curve, errors by image, and the bytes of the weights.`,
    '',
    ...(trial.faults.length > 0
      ? ['What must not happen:', '', ...trial.faults.map((fault) => `- ${fault}`)]
      : ['No fault was found.']),
    '',
    '## Not tried',
    '',
    '- nodes on several machines, a network file system',
    '- GPUs: a job asks for `gpu:1` where its profile says so',
    '- a time limit that is reached: the signal that comes before it was sent by the test, to the process that Slurm sends it to',
    '',
  ].join('\n');
}

function recoveredRow({ what, title, step, attempts, resumedAt }: RecoveredTask): string {
  return `| ${what} | ${title} | ${step} | ${attempts} | ${resumedAt.join(', ') || 'none'} |`;
}
