/* What befalls the tasks of an array while they train. */
import { execFile } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Cluster } from '../../lib/experiments/slurm/slurmCommands';
import type { SubmittedArray } from '../../lib/experiments/slurm/submissionFile';
import { readTaskRecord } from '../../lib/experiments/slurm/taskRecord';
import { taskProcesses } from './jobProcesses';
import { nodeNames, type NodeName, type TestCluster } from './slurmDaemons';

const execute = promisify(execFile);

/** Something that befell a task. */
export interface Disturbance {
  readonly what: string;
  /** Whether the task is told before, and can write a checkpoint */
  readonly warned: boolean;
  /** Place in the array */
  readonly index: number;
  readonly run: string;
  /** Step that it had said to have reached */
  readonly step: number;
}

/** A task that trains. */
interface Victim extends Disturbance {
  readonly node: NodeName;
}

/** Where tasks are looked for. */
export interface DisturbedArray {
  readonly cluster: TestCluster;
  readonly slurm: Pick<Cluster, 'queue'>;
  /** Of the submission */
  readonly folder: string;
  readonly array: SubmittedArray;
}

/**
 * Kills two training processes, preempts a task, tells one that its time is nearly over, and lets a node crash, one after the
 * other and each another task.
 */
export async function disturb(
  place: DisturbedArray,
  say: (disturbance: Disturbance, text: string) => void,
): Promise<void> {
  const spared = new Set<number>();
  const next = async (what: string, warned: boolean, act: (victim: Victim) => Promise<void>) => {
    const victim = { what, warned, ...(await untilOneTrains(place, spared)) };
    say(victim, `${what}: task ${victim.index} on ${victim.node} at step ${victim.step} or later`);
    spared.add(victim.index);
    await act(victim);
  };
  const kill = async ({ index }: Victim) => {
    for (const { pid } of await taskProcesses(place.array.job!, index, 'runWorker.js'))
      process.kill(pid, 'SIGKILL');
    await untilItEnds(place, index);
  };
  await next('training process killed (SIGKILL)', false, kill);
  await next('preempted by a job of higher priority', true, async ({ node, index }) => {
    await execute('sbatch', [
      '--partition=high',
      `--nodelist=${node}`,
      '--output=/dev/null',
      '--wrap=sleep 5',
    ]);
    await untilItEnds(place, index);
  });
  await next('training process killed (SIGKILL)', false, kill);
  await next('sent the signal that comes before the time limit (USR2)', true, async ({ index }) => {
    // By slurmstepd, two minutes before the limit; it goes to the job's first process.
    for (const { pid } of await taskProcesses(place.array.job!, index, 'slurmJob.js'))
      process.kill(pid, 'SIGUSR2');
    await untilItEnds(place, index);
  });
  await next('node crashed: daemon and all processes killed (SIGKILL)', false, async ({ node, index }) => {
    await place.cluster.crash(node);
    await untilItEnds(place, index);
    await place.cluster.startNode(node);
  });
}

/** @param spared - places of tasks that had their share */
async function untilOneTrains(
  { slurm, folder, array }: DisturbedArray,
  spared: ReadonlySet<number>,
): Promise<Omit<Victim, 'what' | 'warned'>> {
  for (;;) {
    const tasks = (await slurm.queue()).filter(({ job }) => job === array.job);
    if (tasks.length === 0) throw new Error('the array ended before');
    const running = tasks.filter(
      ({ index, state }) => state === 'RUNNING' && index !== undefined && !spared.has(index),
    );
    for (const { index, nodes } of running) {
      const run = array.runs[index!];
      const { progress, state } = (await readTaskRecord(folder, run)) ?? {};
      const node = nodeNames.find((name) => name === nodes);
      const trains = state === 'running' && progress?.label.endsWith('training') === true;
      // Soon after its beginning: what is done to it must come before its end.
      if (trains && progress.completed < progress.total / 2 && node !== undefined)
        return { index: index!, run, step: progress.completed, node };
    }
    await delay(200);
  }
}

/** Waits until an attempt of a task is over: it waits for the next one, or has begun it. */
async function untilItEnds({ slurm, folder, array }: DisturbedArray, index: number): Promise<void> {
  const run = array.runs[index];
  const { attempts } = (await readTaskRecord(folder, run))!;
  for (;;) {
    const task = (await slurm.queue()).find((queued) => queued.job === array.job && queued.index === index);
    const record = (await readTaskRecord(folder, run))!;
    if (task === undefined || task.state === 'PENDING' || record.attempts > attempts) return;
    await delay(500);
  }
}
