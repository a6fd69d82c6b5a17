import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pool } from 'workerpool';
import { causeText } from '../../common/causeText';
import { EnvironmentError, InterruptionError, WorkerDeathError } from '../../common/errors';
import { projectRoot } from '../../common/projectRoot';
import type { Reporter } from '../../common/reporter';
import { unpackError } from './errorTransport';
import type { Workers } from './workers';
import type { WorkerAnswer, WorkerEvent } from './workerMessages';
import { receivingReporter } from './workerReporter';

/** How the cores are used. */
export interface WorkerProcessesOptions {
  /** Runs at once */
  readonly count: number;
  /** TensorFlow threads of each */
  readonly threads: number;
  /** Where weights and checkpoints lie */
  readonly workFolder: string;
  /** What a worker process executes */
  readonly script?: string;
}

const workerScript = join(projectRoot, 'dist', 'lib', 'experiments', 'execution', 'runWorker.js');

/**
 * Does runs in processes of this machine, several at once.
 * @throws EnvironmentError when the library is not compiled; later, from its methods, a WorkerDeathError when a process dies
 */
export function createWorkerProcesses({
  count,
  threads,
  workFolder,
  script = workerScript,
}: WorkerProcessesOptions): Workers {
  checkScript(script);
  const processes = pool(script, {
    workerType: 'process',
    maxWorkers: count,
    forkOpts: {
      env: { ...process.env, MQAT_THREADS: String(threads) },
      execArgv: ['--enable-source-maps'],
    },
  });
  const active = new Set<Promise<unknown>>();
  const training = new Set<number>();
  let stopping = false;
  const call = async <T>(
    method: string,
    parameters: unknown[],
    title: string,
    reporter: Reporter,
  ): Promise<T> => {
    const receiver = receivingReporter(reporter, title);
    let pid: number | undefined;
    const work = processes.exec(method, parameters, {
      on: (message: unknown) => {
        const event = message as WorkerEvent;
        if (event.kind === 'process') {
          pid = event.pid;
          training.add(pid);
          if (stopping) interrupt(pid);
        } else receiver.receive(event);
      },
    });
    const settled = Promise.allSettled([work]);
    active.add(settled);
    try {
      const answer = (await Promise.resolve(work).catch(workerDied)) as WorkerAnswer<T>;
      if ('error' in answer) throw unpackError(answer.error);
      return answer.value;
    } finally {
      if (pid !== undefined) training.delete(pid);
      active.delete(settled);
      receiver.end();
    }
  };
  return {
    room: count,
    prepare: (profile, choice, reporter) =>
      call('prepare', [profile, choice], `${choice.name}, profile ${profile}`, reporter),
    async run(ingredients, title, reporter, follows) {
      if (stopping) throw notBegun();
      return call('run', [ingredients, workFolder, follows], title, reporter);
    },
    sensitivity: (ingredients, options, title, reporter) =>
      call('sensitivity', [ingredients, options, workFolder], title, reporter),
    async stop() {
      stopping = true;
      for (const pid of training) interrupt(pid);
      try {
        while (active.size > 0) {
          await Promise.all(active);
          // Runs that waited for room come now, and are refused.
          await nextTurn();
        }
      } finally {
        stopping = false;
      }
    },
    close: async () => {
      await processes.terminate();
    },
  };
}

function interrupt(pid: number): void {
  try {
    process.kill(pid, 'SIGINT');
  } catch (error) {
    // A process that is gone has nothing to stop.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function notBegun(): InterruptionError {
  return new InterruptionError({
    found: 'a request to stop',
    expected: 'room for the run',
    remedy: 'Run it again.',
  });
}

function checkScript(script: string): void {
  if (existsSync(script)) return;
  throw new EnvironmentError({
    file: script,
    found: 'no such file',
    expected: 'the compiled library',
    remedy: 'Run `npm run setup`.',
  });
}

function workerDied(cause: unknown): never {
  throw new WorkerDeathError({
    field: 'worker process',
    found: `one that ended before its work was done (${howItEnded(causeText(cause))})`,
    expected: 'a process that lives until its run is done',
    remedy:
      'Where memory was short, end other programs or do fewer runs at once (--workers 1). Then start again: the run goes on from its last checkpoint.',
  });
}

/** How processes end that are short of memory, among other reasons. */
const shortOfMemory: Readonly<Record<string, string>> = {
  SIGABRT: ', as when its JavaScript memory is full',
  SIGKILL: ', as when the system is out of memory',
};

/** The pool says how a process ended in a page of text. */
function howItEnded(text: string): string {
  const [code, signal] = ['exitCode', 'signalCode'].map(
    (name) => new RegExp(`${name}: \`(.*)\``).exec(text)?.[1],
  );
  if (signal !== undefined && signal !== 'null') return `signal ${signal}${shortOfMemory[signal] ?? ''}`;
  return code === undefined ? text : `exit code ${code}`;
}
