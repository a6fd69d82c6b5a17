import type { Reporter } from '../lib/common/reporter';
import { slurmCluster } from '../lib/experiments/slurm/slurmCommands';
import { openSlurmSubmission } from '../lib/experiments/slurm/slurmSubmission';
import { readSubmission, submissionFolder } from '../lib/experiments/slurm/submissionFile';
import { statusLines } from '../lib/report/slurmStatusText';

/** Says which jobs a submission has, and how to follow it. */
export async function printSubmitted(name: string): Promise<void> {
  const folder = submissionFolder(name);
  const { arrays, refused, tablesJob } = await readSubmission(folder);
  if (refused.length > 0)
    console.log(
      `${refused.length} runs would start at other weights there and are not submitted: --status, docs/decisions.md`,
    );
  else if (arrays.length === 0) {
    console.log('Nothing is missing, and nothing was submitted.');
    return;
  }
  for (const { job, stage, runs } of arrays) console.log(`job ${job}: ${stage}, ${runs.length} runs`);
  if (tablesJob !== undefined) console.log(`job ${tablesJob}: tables`);
  console.log(`Scripts, logs and the list of runs: ${folder}`);
  for (const option of ['status', 'collect']) console.log(`npm run reproduce -- --name ${name} --${option}`);
}

/**
 * Says where each run of a submission stands; exit code 1 where one is missing that was waited for.
 * @param wait - until none is under way
 */
export async function printSubmission(name: string, wait: boolean, reporter: Reporter): Promise<void> {
  const submission = await openSlurmSubmission(submissionFolder(name), slurmCluster, reporter);
  if (wait) await submission.collect();
  for (const line of statusLines(await submission.status())) console.log(line);
}
