import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';

/** What a benchmark was measured on. */
export interface MeasuredMachine {
  readonly system: string;
  readonly processor: string;
  readonly cores: number;
  /** Bytes */
  readonly memory: number;
  /** Average number of running processes over a minute, before and after; the benchmark itself makes about its threads */
  readonly load: readonly [before: number, after: number];
}

/** @param loadBefore - average number of running processes before the benchmark began */
export function measuredMachine(loadBefore: number): MeasuredMachine {
  return {
    system: `${type()} ${release()} ${process.arch}`,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memory: totalmem(),
    load: [loadBefore, loadavg()[0]],
  };
}
