import { EnvironmentError } from '../../common/errors';

/** A task that Slurm knows of and that has not ended for good. */
export interface QueuedTask {
  /** Id of the array, or of a job that is none */
  readonly job: string;
  /** Place in the array; undefined for a job that is none */
  readonly index: number | undefined;
  /** Slurm's word, such as PENDING or RUNNING */
  readonly state: string;
  /** Why it waits, in Slurm's words */
  readonly reason: string;
  /** Host or hosts; empty while it waits */
  readonly nodes: string;
}

/** What `squeue --array` is asked for: array, place, state, reason, hosts. */
export const queueFormat = '%F|%K|%T|%r|%N';

/**
 * Reads the answer of squeue in {@link queueFormat}.
 * @throws EnvironmentError naming a line that has another form
 */
export function parseQueue(answer: string): QueuedTask[] {
  return answer
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const match = /^(\d+)\|(\d+|N\/A)\|([A-Z_]+)\|([^|]*)\|(.*)$/.exec(line.trim());
      if (match === null) throw unreadable(line);
      const [, job, index, state, reason, nodes] = match;
      return { job, index: index === 'N/A' ? undefined : Number(index), state, reason, nodes };
    });
}

/** Slurm will never start it: what it waits for has failed. */
export function isHopeless({ reason }: QueuedTask): boolean {
  return reason === 'DependencyNeverSatisfied';
}

function unreadable(line: string): EnvironmentError {
  return new EnvironmentError({
    field: 'squeue',
    found: JSON.stringify(line),
    expected: `a line of the form ${queueFormat}`,
    remedy: 'Use Slurm 20.11 or later.',
  });
}
