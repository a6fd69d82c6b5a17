import { execFile } from 'node:child_process';
import { userInfo } from 'node:os';
import { promisify } from 'node:util';
import { causeText } from '../../common/causeText';
import { EnvironmentError } from '../../common/errors';
import { parseQueue, queueFormat, type QueuedTask } from './jobQueue';

const execute = promisify(execFile);

/** What is asked of a cluster; there is no more to it than Slurm's own commands. */
export interface Cluster {
  /**
   * @param script - file of the job's script
   * @param dependency - such as `afterok:12_3`
   * @returns the job's id
   */
  submit(script: string, dependency?: string): Promise<string>;
  /** Submits a job and waits until it has ended, well or not. */
  submitAndWait(script: string): Promise<void>;
  /** @returns the tasks of this user that are waiting or running */
  queue(): Promise<QueuedTask[]>;
  /** Puts a running job back into the queue. */
  requeue(job: string): Promise<void>;
  cancel(jobs: readonly string[]): Promise<void>;
}

/** The cluster that this machine belongs to. */
export const slurmCluster: Cluster = {
  async submit(script, dependency) {
    const conditions = dependency === undefined ? [] : [`--dependency=${dependency}`];
    const answer = await slurm('sbatch', ['--parsable', ...conditions, script]);
    // Where there are several clusters: job;cluster
    return answer.trim().split(';')[0];
  },
  async submitAndWait(script) {
    try {
      await slurm('sbatch', ['--wait', '--parsable', script]);
    } catch (error) {
      // A job that fails says why by itself, one that could not be submitted has no id.
      if (!(error instanceof SlurmExit) || !/^\d+/.test(error.output)) throw error;
    }
  },
  async queue() {
    const options = ['--noheader', '--array', `--user=${userInfo().username}`, `--format=${queueFormat}`];
    return parseQueue(await slurm('squeue', options));
  },
  async requeue(job) {
    await slurm('scontrol', ['requeue', job]);
  },
  async cancel(jobs) {
    if (jobs.length > 0) await slurm('scancel', [...jobs]);
  },
};

/** A command of Slurm that ended with an error. */
class SlurmExit extends EnvironmentError {
  constructor(
    command: string,
    found: string,
    readonly output: string,
  ) {
    super({
      field: command,
      found,
      expected: 'a command that ends well',
      remedy:
        'Look whether the cluster answers (`sinfo`) and allows what is asked for; SBATCH_PARTITION, SBATCH_ACCOUNT and Slurm’s other variables choose.',
    });
    this.name = EnvironmentError.name;
  }
}

async function slurm(command: string, options: string[]): Promise<string> {
  try {
    return (await execute(command, options)).stdout;
  } catch (cause) {
    const { code, stdout = '', stderr = '' } = cause as { code?: unknown; stdout?: string; stderr?: string };
    if (code === 'ENOENT') throw notInstalled(command);
    throw new SlurmExit(command, stderr.trim() || causeText(cause), stdout);
  }
}

function notInstalled(command: string): EnvironmentError {
  return new EnvironmentError({
    field: command,
    found: 'no such command',
    expected: "Slurm's commands",
    remedy:
      'Run it on a machine that submits jobs to a cluster, or leave out --executor slurm: the runs are then done here.',
  });
}
