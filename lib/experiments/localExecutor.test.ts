import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exampleIngredients } from '../../test/support/exampleRun';
import { EnvironmentError, InterruptionError } from '../common/errors';
import { projectRoot } from '../common/projectRoot';
import { silentReporter, type Reporter } from '../common/reporter';
import { createLocalExecutor } from './localExecutor';
import type { RunIngredients } from './runIdentity';

const options = { workers: 1, threads: 1, workFolder: 'nowhere' };
const script = join(projectRoot, 'test', 'support', 'mortalWorker.cjs');
const ingredients = (fate: string) => ({ ...exampleIngredients, fate }) as RunIngredients;

describe('the local executor', () => {
  it('says how a worker died, ends its bars, and goes on with another', async () => {
    const tasks: string[] = [];
    const reporter: Reporter = {
      ...silentReporter,
      progress(label) {
        tasks.push(`${label} begins`);
        return { update: () => undefined, finish: () => tasks.push(`${label} ends`) };
      },
    };
    const executor = createLocalExecutor({ ...options, script });
    try {
      await expect(executor.run(ingredients('die'), 'unlucky', reporter)).rejects.toMatchObject({
        name: EnvironmentError.name,
        message: expect.stringMatching(/ended before its work was done \(signal SIGKILL\)/) as string,
      });
      expect(tasks).toEqual(['unlucky: training begins', 'unlucky: training ends']);
      await expect(executor.run(ingredients('live'), 'lucky', silentReporter)).resolves.toMatchObject({
        process: expect.any(Number) as number,
      });
    } finally {
      await executor.close();
    }
  });

  it('stops what is trained and what waits for room, and goes on afterwards in the same process', async () => {
    const executor = createLocalExecutor({ ...options, script });
    try {
      const { process: before } = (await executor.prepare(
        'smoke',
        { name: 'none' },
        silentReporter,
      )) as unknown as {
        process: number;
      };
      let training: Promise<unknown> = Promise.resolve();
      const begun = new Promise<void>((resolve) => {
        const progress = () => {
          resolve();
          return { update: () => undefined, finish: () => undefined };
        };
        training = executor.run(ingredients('be stopped'), 'long', { ...silentReporter, progress });
      });
      const outcome = expect(training).rejects.toBeInstanceOf(InterruptionError);
      await begun;
      const stopped = executor.stop();
      await expect(executor.run(ingredients('live'), 'late', silentReporter)).rejects.toBeInstanceOf(
        InterruptionError,
      );
      await outcome;
      await stopped;
      await expect(executor.run(ingredients('live'), 'next', silentReporter)).resolves.toEqual({
        process: before,
      });
    } finally {
      await executor.close();
    }
  });

  it('says when the library is not compiled', () => {
    expect(() => createLocalExecutor({ ...options, script: 'absent.js' })).toThrow(EnvironmentError);
  });
});
