/** Work that one machine does alone, once its parents are done. */
export interface Job {
  readonly id: string;
  readonly seconds: number;
  /** Ids of jobs that come before it in the list */
  readonly parents: readonly string[];
}

/** When a job ran, s from the start. */
export interface ScheduledJob extends Job {
  readonly machine: number;
  readonly start: number;
  readonly end: number;
}

/** What a list of jobs took. */
export interface Schedule {
  readonly jobs: readonly ScheduledJob[];
  /** From the start of the first job to the end of the last, s */
  readonly makespan: number;
  /** Sum over the jobs, s */
  readonly busy: number;
}

/**
 * Schedules jobs as the local executor does runs: a job stands in line from when its last parent is done, and a machine that
 * is free takes the first in line. Jobs that come to stand in line at once do so in the order of the list.
 * @throws RangeError where a parent does not come before its child
 */
export function listSchedule(jobs: readonly Job[], machines: number): Schedule {
  checkOrder(jobs);
  const ends = new Map<string, number>();
  const free = new Array<number>(machines).fill(0);
  const waiting = new Set(jobs.keys());
  const scheduled: ScheduledJob[] = [];
  while (waiting.size > 0) {
    const [place, ready] = firstInLine(jobs, waiting, ends);
    waiting.delete(place);
    const job = jobs[place];
    const machine = free.indexOf(Math.min(...free));
    const start = Math.max(free[machine], ready);
    const end = start + job.seconds;
    free[machine] = end;
    ends.set(job.id, end);
    scheduled.push({ ...job, machine, start, end });
  }
  const busy = jobs.reduce((sum, { seconds }) => sum + seconds, 0);
  return { jobs: scheduled, makespan: Math.max(0, ...scheduled.map(({ end }) => end)), busy };
}

/** @returns the longest chain of jobs that start from each other, s: no number of machines is faster */
export function criticalPath(jobs: readonly Job[]): number {
  return listSchedule(jobs, Math.max(1, jobs.length)).makespan;
}

/** @returns of the jobs whose parents all have an end, the one that stands in line first, and since when */
function firstInLine(
  jobs: readonly Job[],
  waiting: ReadonlySet<number>,
  ends: ReadonlyMap<string, number>,
): [place: number, ready: number] {
  let first: [number, number] = [-1, Infinity];
  for (const place of waiting) {
    const ready = Math.max(0, ...jobs[place].parents.map((parent) => ends.get(parent) ?? Infinity));
    if (ready < first[1]) first = [place, ready];
  }
  return first;
}

function checkOrder(jobs: readonly Job[]): void {
  const seen = new Set<string>();
  for (const { id, parents } of jobs) {
    const missing = parents.find((parent) => !seen.has(parent));
    if (missing !== undefined || seen.has(id))
      throw new RangeError(
        `job ${id} ${missing === undefined ? 'is there twice' : `comes before ${missing}`}`,
      );
    seen.add(id);
  }
}
