import type { FaultyPlace } from './faultyPlaces';
import type { KilledWrites } from './killedWrites';
import type { MemoryTrial } from './memoryTrials';

/** Title of its section in `docs/resilience.md`. */
export const resilienceHeading = 'Interrupted and refused writes';

/** @returns what became of files whose writing was interrupted or refused, as a section */
export function resilienceReport(
  killed: KilledWrites,
  places: readonly FaultyPlace[],
  memory: readonly MemoryTrial[],
): string {
  return [
    'Written by `npm run test:long -- writes`; `npm test` tries a sample.',
    '',
    '### Killed while writing',
    '',
    `${killed.kills} processes that replace a file of 1 MiB over and over were killed (SIGKILL) at random moments.`,
    `${killed.insideWrite} kills left a temporary file: they landed inside a write. After ${killed.old} the file was the last`,
    `version known to be written, after ${killed.fresh} the one being written; each was compared byte by byte.`,
    '',
    'A temporary file says which process of which host writes it. The next process that writes the file removes it, before its first',
    'write, where nothing was written to it for a minute and the process is gone from this host, or for a day. A folder of an unfinished',
    'run is removed by the next process that stores this run, under its lock.',
    '',
    '### Places that cannot be written',
    '',
    'A disk of 128 KiB (tmpfs) is mounted for each. The write must end in a typed error; the old file, or the run stored',
    'before, must be there and whole, and nothing else.',
    '',
    ...places.map((place) => `- ${placeText(place)}`),
    '',
    '### Too little memory',
    '',
    'Where its JavaScript memory is full, V8 ends a process; where an array has no room, the write must end in a typed error. What was',
    'stored before must be there and whole, and the next write must succeed. A worker that ends so is an error that names its run and says',
    'what to do; other runs go on.',
    '',
    ...memory.map(({ name, found }) => `- ${name}: ${found}`),
    '',
    ...conclusion([...killed.faults, ...[...places, ...memory].flatMap(({ faults }) => faults)], places),
    '',
    '### Not tried',
    '',
    '- a single file whose renaming crosses devices: its temporary file lies in the same folder',
    '',
  ].join('\n');
}

/** @returns a place and what was found there, as a line */
export function placeText({ name, tried, found }: FaultyPlace): string {
  return `${name}: ${tried ? '' : 'not tried, '}${found}`;
}

function conclusion(faults: readonly string[], places: readonly FaultyPlace[]): string[] {
  const untried = places.filter(({ tried }) => !tried).length;
  if (faults.length > 0) return ['What must not happen:', '', ...faults.map((fault) => `- ${fault}`)];
  if (untried > 0)
    return [`${untried} of ${places.length} places were not tried: run it where disks can be mounted.`];
  return ['No fault was found.'];
}
