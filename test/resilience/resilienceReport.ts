import type { FaultyPlace } from './faultyPlaces';
import type { KilledWrites } from './killedWrites';

/** Title of its section in `docs/resilience.md`. */
export const resilienceHeading = 'Interrupted and refused writes';

/** @returns what became of files whose writing was interrupted or refused, as a section */
export function resilienceReport(killed: KilledWrites, places: readonly FaultyPlace[]): string {
  return [
    'Written by `npm run test:long -- --resilience docs/resilience.md`; `npm test` tries a sample.',
    '',
    '### Killed while writing',
    '',
    `${killed.kills} processes that replace a file of 1 MiB over and over were killed (SIGKILL) at random moments.`,
    `${killed.insideWrite} kills left a temporary file: they landed inside a write. After ${killed.old} the file was the last`,
    `version known to be written, after ${killed.fresh} the one being written; each was compared byte by byte.`,
    '',
    '### Places that cannot be written',
    '',
    'A disk of 128 KiB (tmpfs) is mounted for each. The write must end in a typed error; the old file, or the run stored',
    'before, must be there and whole, and nothing else.',
    '',
    ...places.map((place) => `- ${placeText(place)}`),
    '',
    ...conclusion([...killed.faults, ...places.flatMap(({ faults }) => faults)], places),
    '',
    '### Not tried',
    '',
    '- a writer that runs out of memory',
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
