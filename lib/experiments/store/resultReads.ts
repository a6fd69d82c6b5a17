import { appendFileSync } from 'node:fs';
import type { ProfileName } from '../configuration/runConfiguration';

/** Environment variable that names the file where a process notes which results it asked for. */
export const readsVariable = 'MQAT_RESULT_READS';

/**
 * Notes what is read of `results/`, where somebody listens: what a notebook shows is stale when these results change.
 * @param places - beginnings of paths below `results/`, such as `mini/0123456789abcdef-` for a run, there or not, or `latency/`
 */
export function noteResultReads(places: readonly string[]): void {
  const file = process.env[readsVariable];
  if (file === undefined) return;
  appendFileSync(file, places.map((place) => `${place}\n`).join(''));
}

/** Notes that runs were asked for; results of the smoke profile are not kept. */
export function noteRunReads(profile: ProfileName, ids: readonly string[]): void {
  if (profile !== 'smoke') noteResultReads(ids.map((id) => `${profile}/${id}-`));
}

/** Notes that a record of Algorithm 1 was asked for. */
export function noteRecordRead(profile: ProfileName, name: string): void {
  if (profile !== 'smoke') noteResultReads([`algorithm1/${name}`]);
}

/** Notes that all runs of a profile were read. */
export function noteProfileRead(profile: ProfileName): void {
  if (profile !== 'smoke') noteResultReads([`${profile}/`]);
}
