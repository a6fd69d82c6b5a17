/*
 * Runs out of memory while it writes. Arguments: `run` and a results store; `checkpoint`, a file and how many numbers it has. What
 * is thrown is sent.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { silentReporter } from '../../lib/common/reporter';
import { openResultsStore } from '../../lib/experiments/store/resultsStore';
import { writeCheckpoint } from '../../lib/training/checkpoint';
import { exampleRun } from '../support/exampleRun';
import { exampleCheckpoint, otherIngredients } from './memoryTrials';

async function write(kind: string, place: string, count: number): Promise<void> {
  if (kind === 'run') {
    eatOnceThereAreFiles(join(place, '.store', 'unfinished'));
    await openResultsStore(place, silentReporter).save(exampleRun(otherIngredients));
    return;
  }
  const checkpoint = exampleCheckpoint(2, count);
  // Room for what a process needs to go on, not for the bytes of the file.
  const [, reserved] = /^VmSize:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))!;
  const limit = 1024 * Number(reserved) + (64 << 20);
  execFileSync('prlimit', ['--pid', String(process.pid), `--as=${limit}`]);
  await writeCheckpoint(place, checkpoint);
}

/** Fills the JavaScript memory as soon as a file of the run is written. */
function eatOnceThereAreFiles(folder: string): void {
  const written = existsSync(folder) ? readdirSync(folder, { recursive: true }).length : 0;
  if (written < 2) setImmediate(eatOnceThereAreFiles, folder);
  else for (const all: unknown[] = []; ;) all.push([...all.keys()]);
}

const [kind, place, count] = process.argv.slice(2);
void write(kind, place, Number(count)).then(
  () => process.send!('written'),
  ({ name, message }: Error) => process.send!({ name, message }),
);
