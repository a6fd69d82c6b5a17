import { constants } from 'node:os';
import { InterruptionError } from '../lib/common/errors';
import type { Reporter } from '../lib/common/reporter';
import type { Laboratory } from '../lib/experiments/laboratory';

const signals = ['SIGINT', 'SIGTERM'] as const;

/**
 * Does work in a laboratory, then closes it. The first Ctrl-C (or SIGTERM) lets trainings end at their next step, with a
 * checkpoint that the same command goes on from; the second ends everything at once.
 * @throws InterruptionError when it was stopped
 */
export async function stoppableWork(
  laboratory: Laboratory,
  reporter: Reporter,
  work: () => Promise<void>,
): Promise<void> {
  let stopping = false;
  let refuse: (error: unknown) => void;
  const stopped = new Promise<never>((_resolve, reject) => (refuse = reject));
  const stop = (signal: (typeof signals)[number]) => {
    if (stopping) process.exit(128 + constants.signals[signal]);
    stopping = true;
    reporter.warn('Stopping: trainings end at their next step and keep it. Once more ends them at once.');
    laboratory.stop().then(() => {
      refuse(interruption());
    }, refuse);
  };
  const working = work().catch((error: unknown) => {
    // Runs that were stopped fail before the others of the work are done with.
    if (stopping) return stopped;
    throw error;
  });
  for (const signal of signals) process.on(signal, stop);
  try {
    await Promise.race([working, stopped]);
  } finally {
    for (const signal of signals) process.off(signal, stop);
    await laboratory.close();
  }
}

function interruption(): InterruptionError {
  return new InterruptionError({
    found: 'a request to stop',
    expected: 'time to the end',
    remedy:
      'Run the same command again: what is stored is reused, trainings go on from where they were stopped.',
  });
}
