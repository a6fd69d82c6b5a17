import { readFile, writeFile } from 'node:fs/promises';
import { InputError } from '../../lib/common/errors';
import { Random } from '../../lib/common/random';
import type { FuzzedReader } from './fuzzedReader';

/** Longest that reading a damaged file may take, ms */
export const TIME_LIMIT = 2000;
/** Most memory, MiB, that a process may reserve beyond what it had reserved before, for one damaged file of some kB */
export const MEMORY_LIMIT = 128;
/** What takes longer is read again, as often as this: the machine may have been busy */
const RETRIES = 2;

/** How a reader met its mutants. */
export interface FuzzOutcome {
  readonly name: string;
  readonly mutants: number;
  /** Damage that was seen: errors that name file, place and remedy */
  readonly refused: number;
  /** Files that are still what they should be, or whose damage looks like other valid content */
  readonly accepted: number;
  /** ms */
  readonly slowest: number;
  /** Memory that the process reserved beyond what the undamaged files took, used or not, MiB; NaN where unknown */
  readonly memory: number;
  /** What must not happen, with the mutant's number: other errors, unusable content, slowness, memory */
  readonly faults: readonly string[];
}

/**
 * Has a reader read mutants of its files, one after another; the files are as they were afterwards.
 * @param count - of mutants; the same number gives the same mutant
 * @param begin - called with each mutant's number before it is read
 */
export async function fuzz(
  reader: FuzzedReader,
  count: number,
  begin: (mutant: number) => void = () => undefined,
): Promise<FuzzOutcome> {
  const originals = await Promise.all(reader.files.map((file) => readFile(file)));
  for (let warmUp = 0; warmUp < 5; warmUp++) await reader.read();
  const start = await reservedMemory();
  let peak = start;
  let refused = 0;
  let slowest = 0;
  const faults: string[] = [];
  for (let mutant = 0; mutant < count; mutant++) {
    begin(mutant);
    const random = Random.derive(1, reader.name, mutant);
    const place = mutant % reader.files.length;
    const file = reader.files[place];
    await writeFile(file, reader.mutate(random, originals[place]));
    let { time, error } = await attempt(reader);
    for (let retry = 0; retry < RETRIES && time > TIME_LIMIT; retry++)
      ({ time, error } = await attempt(reader));
    slowest = Math.max(slowest, time);
    if (time > TIME_LIMIT) faults.push(`mutant ${mutant}: read for ${time.toFixed(0)} ms`);
    const reserved = await reservedMemory();
    if (reserved - peak > MEMORY_LIMIT)
      faults.push(`mutant ${mutant}: ${(reserved - peak).toFixed(0)} MiB reserved`);
    peak = reserved;
    if (error instanceof InputError) refused++;
    else if (error !== undefined) faults.push(`mutant ${mutant}: ${String(error)}`);
    await writeFile(file, originals[place]);
  }
  const accepted = count - refused - faults.length;
  return { name: reader.name, mutants: count, refused, accepted, slowest, memory: peak - start, faults };
}

/** @returns the most address space that this process ever had, MiB: allocations count before they are used; NaN without /proc */
async function reservedMemory(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  return Number(/^VmPeak:\s+(\d+) kB$/m.exec(status)?.[1] ?? NaN) / 1024;
}

async function attempt(reader: FuzzedReader): Promise<{ time: number; error: unknown }> {
  const start = performance.now();
  let error: unknown;
  try {
    await reader.read();
  } catch (cause) {
    error = cause;
  }
  return { time: performance.now() - start, error };
}
