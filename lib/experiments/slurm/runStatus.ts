import type { IdentifiedRun } from '../execution/identifiedRuns';
import { isHopeless, type QueuedTask } from './jobQueue';
import type { TaskPlace } from './jobArrays';
import type { SubmissionRecord } from './submissionFile';
import type { TaskRecord } from './taskRecord';

/** Where a run stands. */
export interface RunStatus {
  readonly id: string;
  readonly title: string;
  /** Such as `12_3`; undefined where Slurm gave none */
  readonly task: string | undefined;
  readonly state: 'done' | 'running' | 'pending' | 'failed';
  /** How far it is, what it waits for, or why it failed */
  readonly detail: string;
}

/** What is known of a submission at a moment; Slurm's accounting is not needed. */
export interface SubmissionTraces {
  readonly queue: readonly QueuedTask[];
  /** Ids of runs with a result in the store */
  readonly stored: ReadonlySet<string>;
  /** By id of run */
  readonly records: ReadonlyMap<string, TaskRecord>;
  /** @returns the file that a task writes to */
  logOf(task: string): string;
}

/** @returns where each run that was submitted stands, in the order of submission; then those that were refused */
export function runStatuses(submission: SubmissionRecord, traces: SubmissionTraces): RunStatus[] {
  const known = new Map(submission.runs.map((run) => [run.id, run]));
  const submitted = submission.arrays.flatMap(({ job, runs, after }, array) =>
    runs.map((id, index) => {
      const run = known.get(id)!;
      const title = titleOf(run);
      const task = job === undefined ? undefined : `${job}_${index}`;
      const parent = after === undefined ? undefined : known.get(runAt(submission, after));
      return { id, title, task, ...stateOf(run, parent, { array, index }, submission, traces) };
    }),
  );
  const refused = submission.refused.map(({ id, reason }): RunStatus => {
    const title = titleOf(known.get(id)!);
    return { id, title, task: undefined, ...refusedState(traces.stored.has(id), reason) };
  });
  return [...submitted, ...refused];
}

function refusedState(isStored: boolean, reason: string): Pick<RunStatus, 'state' | 'detail'> {
  return isStored
    ? { state: 'done', detail: '' }
    : { state: 'failed', detail: `was not submitted; ${reason}` };
}

/** @returns how a run is called in reports */
export function titleOf({ title, configuration }: IdentifiedRun): string {
  const { model, seed } = configuration;
  return `${title}, ${model.network}, seed ${seed}`;
}

function runAt({ arrays }: SubmissionRecord, { array, index }: TaskPlace): string {
  return arrays[array].runs[index];
}

function stateOf(
  { id }: IdentifiedRun,
  parent: IdentifiedRun | undefined,
  { array, index }: TaskPlace,
  { arrays }: SubmissionRecord,
  { queue, stored, records, logOf }: SubmissionTraces,
): Pick<RunStatus, 'state' | 'detail'> {
  const { job } = arrays[array];
  const record = records.get(id);
  const queued = queue.find((task) => task.job === job && task.index === index);
  if (job !== undefined && queued !== undefined && !isHopeless(queued)) {
    if (queued.state === 'PENDING') return { state: 'pending', detail: waitText(queued, record) };
    return { state: 'running', detail: [progressText(record), `on ${queued.nodes}`].join(' ').trim() };
  }
  if (stored.has(id)) return { state: 'done', detail: attemptsText(record) };
  const failed = (detail: string) => ({ state: 'failed' as const, detail });
  if (job === undefined) return failed('was not submitted');
  if (record?.state === 'failed') return failed(record.message ?? 'said no reason');
  if (record === undefined && parent !== undefined && !stored.has(parent.id))
    return failed(`not begun, since what it starts from is missing: ${titleOf(parent)}`);
  const log = `see ${logOf(`${job}_${index}`)}`;
  if (record === undefined) return failed(`ended before it began; ${log}`);
  if (record.state === 'done')
    return failed(`is done by its own account, its result is not in the store; ${log}`);
  if (record.state === 'stopped') return failed(`was cancelled at ${progressText(record) || 'its start'}`);
  return failed(`ended without a word at ${progressText(record) || 'its start'}; ${log}`);
}

function progressText(record: TaskRecord | undefined): string {
  if (record?.progress == null) return '';
  const { label, completed, total, unit } = record.progress;
  return `${label.split(': ').at(-1)} ${completed} of ${total} ${unit}`;
}

function waitText({ reason }: QueuedTask, record: TaskRecord | undefined): string {
  const before = record === undefined ? '' : `, begun before (${record.message ?? progressText(record)})`;
  return `${reason}${before}`;
}

function attemptsText(record: TaskRecord | undefined): string {
  return record === undefined || record.attempts === 1 ? '' : `in ${record.attempts} attempts`;
}
