/*
 * Fuzzes one reader in a process of its own: says which mutant it reads before it does, so that one which hangs or ends the
 * process is known.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fuzz, type FuzzOutcome } from './fuzzing';
import { prepareReaders } from './readers';

/** What the worker says. */
export type WorkerMessage =
  | { readonly kind: 'begun'; readonly mutant: number }
  | { readonly kind: 'done'; readonly outcome: FuzzOutcome };

async function main(name: string, count: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
  const say = (message: WorkerMessage) => process.send!(message);
  try {
    const reader = (await prepareReaders(folder)).find((candidate) => candidate.name === name);
    if (reader === undefined) throw new RangeError(`no reader is called ${name}`);
    const outcome = await fuzz(reader, count, (mutant) => say({ kind: 'begun', mutant }));
    say({ kind: 'done', outcome });
  } finally {
    await rm(folder, { recursive: true });
  }
}

void main(process.argv[2], Number(process.argv[3])).then(() => {
  process.disconnect();
});
