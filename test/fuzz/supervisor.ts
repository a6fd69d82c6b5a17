import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { FuzzOutcome } from './fuzzing';
import type { WorkerMessage } from './worker';

/** ms without a word after which a process hangs */
const PATIENCE = 60_000;

/**
 * Fuzzes a reader in a process of its own, which is ended where it hangs. Needs the compiled worker.
 * @returns the outcome; a process that hangs or ends early is a fault of the mutant that it read
 */
export function fuzzApart(name: string, count: number): Promise<FuzzOutcome> {
  const worker = fork(join(__dirname, 'worker.js'), [name, String(count)], {
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3', TF_ENABLE_ONEDNN_OPTS: '0' },
  });
  return new Promise((resolve) => {
    let current = -1;
    let finished: FuzzOutcome | undefined;
    let hung = false;
    const end = () => {
      hung = true;
      worker.kill('SIGKILL');
    };
    let watch = setTimeout(end, PATIENCE);
    worker.on('message', (message: WorkerMessage) => {
      clearTimeout(watch);
      watch = setTimeout(end, PATIENCE);
      if (message.kind === 'begun') current = message.mutant;
      else finished = message.outcome;
    });
    worker.on('close', (code, signal) => {
      clearTimeout(watch);
      const ended = hung ? 'hangs' : `ends the process (${signal ?? `exit code ${code}`})`;
      const unfinished = { name, mutants: current + 1, refused: 0, accepted: 0, slowest: 0, memory: NaN };
      resolve(finished ?? { ...unfinished, faults: [`mutant ${current}: ${ended}`] });
    });
  });
}
