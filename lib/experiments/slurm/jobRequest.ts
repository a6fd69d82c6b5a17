import { ConfigurationError } from '../../common/errors';
import type { ClusterResources } from '../configuration/profiles';

/** What a job asks a cluster for. */
export interface JobRequest {
  readonly gpus: number;
  readonly cpus: number;
  /** Time limit, minutes */
  readonly minutes: number;
}

/** Times that the expected duration of a run is asked for: nodes differ, and others compute beside it. */
export const timeMargin = 1.5;
/** Minutes that are asked for beside it: opening the data, finding the code's behavior, waiting for a lock. */
export const startMinutes = 10;
/** Seconds before its time limit at which a job is told to write its checkpoint. */
export const warningSeconds = 120;

/**
 * @param resources - of the profile
 * @param threads - TensorFlow threads of a run
 * @param expectedSeconds - of the run; undefined where none like it was measured
 * @returns what is asked for. The limit of a profile may be below what the run lasts: it then goes on in another job
 * @throws ConfigurationError when a profile asks for what no cluster has
 */
export function jobRequest(
  { gpus, minutes, maximumMinutes }: ClusterResources,
  threads: number,
  expectedSeconds: number | undefined,
): JobRequest {
  check('gpus', gpus, 0);
  check('minutes', minutes, startMinutes);
  check('maximumMinutes', maximumMinutes, minutes);
  const wanted =
    expectedSeconds === undefined ? minutes : Math.ceil((timeMargin * expectedSeconds) / 60) + startMinutes;
  return { gpus, cpus: threads, minutes: Math.min(wanted, maximumMinutes) };
}

function check(field: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new ConfigurationError({
    field: `resources.${field}`,
    found: String(value),
    expected: `a whole number from ${least}`,
    remedy: 'Correct the resources of the profile.',
  });
}
