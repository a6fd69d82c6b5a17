import { describe, expect, it } from 'vitest';
import { exampleSubmission, submittedRuns } from '../../../test/support/submittedRuns';
import { EnvironmentError } from '../../common/errors';
import { parseQueue } from './jobQueue';
import { runStatuses, type SubmissionTraces } from './runStatus';
import type { TaskRecord } from './taskRecord';

const ids = submittedRuns.map(({ id }) => id);
const record: TaskRecord = {
  ...{ job: '12_0', host: 'node', state: 'running', attempts: 1, deaths: 0, message: null },
  progress: { label: 'fpn at 2 bits, seed 3: training', completed: 40, total: 160, unit: 'steps' },
  updatedAt: '2026-01-02T03:04:05.000Z',
};
/** @returns state and words of the run at a place */
function stateOf(place: number, traces: Partial<SubmissionTraces>): string {
  const nothing = { queue: [], stored: new Set<string>(), records: new Map<string, TaskRecord>() };
  const logOf = (task: string) => `${task}.log`;
  const { state, detail } = runStatuses(exampleSubmission('/f'), { ...nothing, logOf, ...traces })[place];
  return `${state}: ${detail}`;
}
const recorded = (place: number, changes: Partial<TaskRecord>) =>
  new Map([[ids[place], { ...record, ...changes }]]);

describe("Slurm's queue", () => {
  it('is read line by line, tasks and jobs that are no array', () => {
    const answer = '12|3|RUNNING|None|n[1-2]\n12|4|PENDING|Dependency|\n\n13|N/A|COMPLETING|None|n1\n';
    expect(parseQueue(answer)).toEqual([
      { job: '12', index: 3, state: 'RUNNING', reason: 'None', nodes: 'n[1-2]' },
      { job: '12', index: 4, state: 'PENDING', reason: 'Dependency', nodes: '' },
      { job: '13', index: undefined, state: 'COMPLETING', reason: 'None', nodes: 'n1' },
    ]);
    expect(() => parseQueue('slurm_load_jobs error')).toThrow(EnvironmentError);
  });
});

describe('where a run stands', () => {
  const queue = parseQueue(
    '11|0|RUNNING|None|n1\n12|0|PENDING|Dependency|\n12|1|PENDING|DependencyNeverSatisfied|',
  );

  it('is what the queue says as long as it is there, with how far its task is', () => {
    expect(stateOf(0, { queue })).toBe('running: on n1');
    expect(stateOf(0, { queue, records: recorded(0, {}) })).toBe('running: training 40 of 160 steps on n1');
    expect(stateOf(1, { queue })).toBe('pending: Dependency');
    const again = recorded(1, { state: 'requeued', message: 'found signal SIGKILL' });
    expect(stateOf(1, { queue, records: again })).toBe(
      'pending: Dependency, begun before (found signal SIGKILL)',
    );
  });

  it('is done with a stored result, however many attempts it took', () => {
    expect(stateOf(1, { stored: new Set(ids) })).toBe('done: ');
    expect(stateOf(1, { stored: new Set(ids), records: recorded(1, { attempts: 3 }) })).toBe(
      'done: in 3 attempts',
    );
    expect(stateOf(0, { queue, stored: new Set(ids) })).toBe('running: on n1');
  });

  it('is failed otherwise, with the reason', () => {
    const stored = new Set([ids[0]]);
    const failed = (changes: Partial<TaskRecord>) => stateOf(1, { stored, records: recorded(1, changes) });
    expect(failed({ state: 'failed', message: 'loss is NaN' })).toBe('failed: loss is NaN');
    expect(failed({})).toBe('failed: ended without a word at training 40 of 160 steps; see 12_0.log');
    expect(failed({ state: 'stopped' })).toBe('failed: was cancelled at training 40 of 160 steps');
    expect(failed({ state: 'done' })).toMatch(/^failed: is done by its own account/);
    expect(stateOf(1, { stored })).toBe('failed: ended before it began; see 12_0.log');
    expect(stateOf(2, { queue })).toBe(
      'failed: not begun, since what it starts from is missing: full precision, wdr, seed 3',
    );
  });
});
