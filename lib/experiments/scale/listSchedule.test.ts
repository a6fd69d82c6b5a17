import { describe, expect, it } from 'vitest';
import { criticalPath, listSchedule, type Job } from './listSchedule';

const job = (id: string, seconds: number, ...parents: string[]): Job => ({ id, seconds, parents });

/** A root of 4 h with two children of 3 and 2 h, a grandchild of 5 h, and two jobs of 1 h on their own. */
const plan = [
  job('root', 4),
  job('left', 3, 'root'),
  job('right', 2, 'root'),
  job('last', 5, 'left', 'right'),
  job('a', 1),
  job('b', 1),
];

describe('a list of jobs', () => {
  it.each([
    // One machine: all of it. The first in line after root are a and b, which waited longer than left and right.
    [1, 16, { root: [0, 4], a: [4, 5], b: [5, 6], left: [6, 9], right: [9, 11], last: [11, 16] }],
    // Two: root beside a and b, then left beside right, then last.
    [2, 12, { root: [0, 4], a: [0, 1], b: [1, 2], left: [4, 7], right: [4, 6], last: [7, 12] }],
    [3, 12, { root: [0, 4], a: [0, 1], b: [0, 1], left: [4, 7], right: [4, 6], last: [7, 12] }],
    [64, 12, { root: [0, 4], a: [0, 1], b: [0, 1], left: [4, 7], right: [4, 6], last: [7, 12] }],
  ])('takes on %i machines %i h', (machines, makespan, times) => {
    const schedule = listSchedule(plan, machines);
    expect(schedule.makespan).toBe(makespan);
    expect(schedule.busy).toBe(16);
    const found = Object.fromEntries(schedule.jobs.map(({ id, start, end }) => [id, [start, end]]));
    expect(found).toEqual(times);
  });

  it('never has two jobs on a machine at once, nor a child before its parent ends', () => {
    const jobs = Array.from({ length: 60 }, (_, index) =>
      job(String(index), 1 + ((index * 7) % 5), ...(index < 4 ? [] : [String((index * 13) % (index - 1))])),
    );
    for (const machines of [1, 2, 5, 64]) {
      const { jobs: scheduled, makespan, busy } = listSchedule(jobs, machines);
      const ends = new Map(scheduled.map(({ id, end }) => [id, end]));
      for (const one of scheduled) {
        for (const parent of one.parents) expect(one.start).toBeGreaterThanOrEqual(ends.get(parent)!);
        const others = scheduled.filter((other) => other !== one && other.machine === one.machine);
        expect(others.every((other) => other.end <= one.start || other.start >= one.end)).toBe(true);
      }
      expect(makespan).toBeGreaterThanOrEqual(Math.max(criticalPath(jobs), busy / machines));
    }
  });

  it('must have parents before children, each once', () => {
    expect(() => listSchedule([job('b', 1, 'a'), job('a', 1)], 1)).toThrow('job b comes before a');
    expect(() => listSchedule([job('a', 1), job('a', 1)], 1)).toThrow('job a is there twice');
    expect(listSchedule([], 3).makespan).toBe(0);
    expect(criticalPath(plan)).toBe(12);
  });
});
