import { join } from 'node:path';
import { pool } from 'workerpool';
import { causeText } from '../common/causeText';
import { EnvironmentError } from '../common/errors';
import { projectRoot } from '../common/projectRoot';
import type { Reporter } from '../common/reporter';
import { unpackError } from './errorTransport';
import type { RunIngredients } from './runIdentity';
import type { ProfileName } from './runConfiguration';
import type { FinishedRun } from './storedRun';
import type { Preparation, WorkerAnswer, WorkerEvent } from './workerMessages';
import { receivingReporter } from './workerReporter';

/** Where runs are done: on this machine, or elsewhere. */
export interface Executor {
  /** Renders or opens the data and finds out what a run's id depends on. */
  prepare(profile: ProfileName, reporter: Reporter): Promise<Preparation>;
  /**
   * Does a run, as soon as there is room.
   * @param title - names the run in reports
   */
  run(ingredients: RunIngredients, title: string, reporter: Reporter): Promise<FinishedRun>;
  close(): Promise<void>;
}

/** How the cores are used. */
export interface LocalExecutorOptions {
  /** Runs at once */
  readonly workers: number;
  /** TensorFlow threads of each */
  readonly threads: number;
  /** Where weights and checkpoints lie */
  readonly workFolder: string;
}

/** Does runs in processes of this machine, several at once. */
export function createLocalExecutor({ workers, threads, workFolder }: LocalExecutorOptions): Executor {
  const script = join(projectRoot, 'dist', 'lib', 'experiments', 'runWorker.js');
  const processes = pool(script, {
    workerType: 'process',
    maxWorkers: workers,
    forkOpts: {
      env: { ...process.env, MQAT_THREADS: String(threads) },
      execArgv: ['--enable-source-maps'],
      silent: false,
    },
  });
  const call = async <T>(
    method: string,
    parameters: unknown[],
    title: string,
    reporter: Reporter,
  ): Promise<T> => {
    const receive = receivingReporter(reporter, title);
    const work = processes.exec(method, parameters, {
      on: (event: unknown) => {
        receive(event as WorkerEvent);
      },
    });
    const answer = (await Promise.resolve(work).catch((cause: unknown) => {
      throw workerDied(title, cause);
    })) as WorkerAnswer<T>;
    if ('error' in answer) throw unpackError(answer.error);
    return answer.value;
  };
  return {
    prepare: (profile, reporter) => call('prepare', [profile], `profile ${profile}`, reporter),
    run: (ingredients, title, reporter) => call('run', [ingredients, workFolder], title, reporter),
    close: async () => {
      await processes.terminate();
    },
  };
}

function workerDied(title: string, cause: unknown): EnvironmentError {
  return new EnvironmentError({
    field: title,
    found: `a worker process that ended: ${causeText(cause)}`,
    expected: 'a process that lives until its run is done',
    remedy: 'Look for a lack of memory, then start again: the run goes on from its last checkpoint.',
  });
}
