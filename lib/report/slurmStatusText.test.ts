import { describe, expect, it } from 'vitest';
import { statusLines } from './slurmStatusText';

describe('runs on a cluster', () => {
  it('stand in a table with what they wait for or why they failed, counted below', () => {
    const lines = statusLines([
      { id: 'a1', title: 'full precision', task: '11_0', state: 'done', detail: 'in 2 attempts' },
      { id: 'b2', title: 'fpn at 2 bits', task: undefined, state: 'failed', detail: 'was not submitted' },
    ]);
    expect(lines[0]).toBe('run  what it is      task  state   in words');
    expect(lines.slice(2, 4)).toEqual([
      'a1   full precision  11_0  done    in 2 attempts',
      'b2   fpn at 2 bits         failed  was not submitted',
    ]);
    expect(lines.at(-1)).toBe('1 done, 0 running, 0 pending, 1 failed');
  });
});
