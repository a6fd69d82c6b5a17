import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exampleIngredients } from '../../../test/support/exampleRun';
import { EnvironmentError, InterruptionError, WorkerDeathError } from '../../common/errors';
import { projectRoot } from '../../common/projectRoot';
import { silentReporter, type Reporter } from '../../common/reporter';
import { createWorkerProcesses } from './workerProcesses';
import type { RunIngredients } from '../configuration/runIdentity';

const common = { count: 1, threads: 1, workFolder: 'nowhere' };
const script = join(projectRoot, 'test', 'support', 'mortalWorker.cjs');
const ingredients = (fate: string) => ({ ...exampleIngredients, fate }) as RunIngredients;

describe('worker processes', () => {
  it('says how a worker died, ends its bars, and goes on with another', async () => {
    const tasks: string[] = [];
    const reporter: Reporter = {
      ...silentReporter,
      progress(label) {
        tasks.push(`${label} begins`);
        return { update: () => undefined, finish: () => tasks.push(`${label} ends`) };
      },
    };
    const workers = createWorkerProcesses({ ...common, script });
    try {
      await expect(workers.run(ingredients('die'), 'unlucky', reporter)).rejects.toMatchObject({
        name: WorkerDeathError.name,
        message: expect.stringMatching(
          /ended before its work was done \(signal SIGKILL, as when the system is out of memory\)/,
        ) as string,
      });
      expect(tasks).toEqual(['unlucky: training begins', 'unlucky: training ends']);
      await expect(workers.run(ingredients('live'), 'lucky', silentReporter)).resolves.toMatchObject({
        process: expect.any(Number) as number,
      });
    } finally {
      await workers.close();
    }
  });

  it('says of a run that memory was short, and does the others meanwhile and afterwards', async () => {
    const options = process.env['NODE_OPTIONS'];
    process.env['NODE_OPTIONS'] = '--max-old-space-size=32';
    const workers = createWorkerProcesses({ ...common, count: 2, script });
    try {
      const hungry = workers.run(ingredients('run out of memory'), 'hungry', silentReporter);
      const others = ['live', 'live'].map((fate) => workers.run(ingredients(fate), fate, silentReporter));
      await expect(hungry).rejects.toMatchObject({
        name: WorkerDeathError.name,
        message: expect.stringMatching(
          /SIGABRT, as when its JavaScript memory is full.*--workers 1/,
        ) as string,
      });
      await Promise.all(others);
      await workers.run(ingredients('live'), 'afterwards', silentReporter);
    } finally {
      if (options === undefined) delete process.env['NODE_OPTIONS'];
      else process.env['NODE_OPTIONS'] = options;
      await workers.close();
    }
  });

  it('stops what is trained and what waits for room, and goes on afterwards in the same process', async () => {
    const workers = createWorkerProcesses({ ...common, script });
    try {
      const { process: before } = (await workers.prepare(
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
        training = workers.run(ingredients('be stopped'), 'long', { ...silentReporter, progress });
      });
      const outcome = expect(training).rejects.toBeInstanceOf(InterruptionError);
      await begun;
      const stopped = workers.stop();
      await expect(workers.run(ingredients('live'), 'late', silentReporter)).rejects.toBeInstanceOf(
        InterruptionError,
      );
      await outcome;
      await stopped;
      await expect(workers.run(ingredients('live'), 'next', silentReporter)).resolves.toEqual({
        process: before,
      });
    } finally {
      await workers.close();
    }
  });

  it('says when the library is not compiled', () => {
    expect(() => createWorkerProcesses({ ...common, script: 'absent.js' })).toThrow(EnvironmentError);
  });
});
