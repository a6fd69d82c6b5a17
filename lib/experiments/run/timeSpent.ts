/** What work took; pauses between interruption and resumption are not counted. */
export interface TimeSpent {
  readonly wallSeconds: number;
  /** Of all threads of the process, user and system together: what the work takes however busy the machine is */
  readonly processorSeconds: number;
}

export const noTime: TimeSpent = { wallSeconds: 0, processorSeconds: 0 };

/** Says what was spent since it was started, added to what was spent before. */
export type Clock = (before: TimeSpent) => TimeSpent;

/** @returns a clock of this process, started */
export function startClock(): Clock {
  const begun = performance.now();
  const usageBefore = process.cpuUsage();
  return (before) => {
    const { user, system } = process.cpuUsage(usageBefore);
    return {
      wallSeconds: before.wallSeconds + (performance.now() - begun) / 1000,
      processorSeconds: before.processorSeconds + (user + system) / 1e6,
    };
  };
}
