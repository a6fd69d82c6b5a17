import { describe, expect, it } from 'vitest';
import { ConfigurationError, InterruptionError } from '../lib/common/errors';
import { silentReporter } from '../lib/common/reporter';
import { openLaboratory, type Laboratory } from '../lib/experiments/laboratory';
import { stoppableWork } from './stoppableWork';

/** A laboratory whose stops and closing are written down; nothing is run in it. */
function noted(events: string[], stop: () => Promise<void> = () => Promise.resolve()): Laboratory {
  return {
    ...openLaboratory('smoke', silentReporter, 1),
    async stop() {
      events.push('stopping');
      await stop();
      events.push('stopped');
    },
    close() {
      events.push('closed');
      return Promise.resolve();
    },
  };
}

describe('work that can be stopped', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s: waits for trainings, then says how to go on',
    async (signal) => {
      const [events, warnings]: string[][] = [[], []];
      let endTraining: () => void;
      const training = new Promise<void>((resolve) => (endTraining = resolve));
      const work = stoppableWork(
        noted(events, async () => {
          endTraining();
          await Promise.resolve();
        }),
        { ...silentReporter, warn: (message) => void warnings.push(message) },
        async () => {
          setImmediate(() => process.emit(signal));
          await training;
          throw new InterruptionError({ found: 'a request', expected: 'steps', remedy: 'Again.' });
        },
      );
      await expect(work).rejects.toThrow(/^found a request to stop; .* Run the same command again/);
      expect(events).toEqual(['stopping', 'stopped', 'closed']);
      expect(warnings).toEqual([expect.stringMatching(/^Stopping: /)]);
    },
  );

  it('ends, though the work never does', async () => {
    const events: string[] = [];
    const work = stoppableWork(noted(events), silentReporter, () => {
      setImmediate(() => process.emit('SIGINT'));
      return new Promise(() => undefined);
    });
    await expect(work).rejects.toThrow(InterruptionError);
    expect(events).toEqual(['stopping', 'stopped', 'closed']);
  });

  it('passes on what goes wrong, and leaves no listener', async () => {
    const events: string[] = [];
    const before = process.listenerCount('SIGINT');
    const problem = { field: 'bits', found: '7', expected: 'a width', remedy: 'Choose one.' };
    const work = stoppableWork(noted(events), silentReporter, () =>
      Promise.reject(new ConfigurationError(problem)),
    );
    await expect(work).rejects.toThrow('bits: found 7');
    await stoppableWork(noted(events), silentReporter, () => Promise.resolve());
    expect(events).toEqual(['closed', 'closed']);
    expect(process.listenerCount('SIGINT')).toBe(before);
  });
});
