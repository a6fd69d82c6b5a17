/*
 * Runs as job arrays. All that start from the same run are one array, which waits for that run alone: none waits for a run
 * that it does not need, and a run that fails takes only those with it that start from it.
 */
import { canonicalJson } from '../../common/canonicalJson';
import type { IdentifiedRun } from '../execution/identifiedRuns';
import type { JobRequest } from './jobRequest';

/** What a run is for in a study: what others start from, its first module quantized, or more. */
export type Stage = 'pre-training' | 'probes' | 'flow';

/** A run that is to be done. */
export interface RequestedRun {
  readonly run: IdentifiedRun;
  readonly request: JobRequest;
}

/** Runs that are submitted together, by their place in the array. */
export interface JobArray {
  readonly stage: Stage;
  readonly request: JobRequest;
  /** The task that must have ended well before: array and place in it, from 0; undefined where nothing must */
  readonly after: TaskPlace | undefined;
  /** Ids */
  readonly runs: readonly string[];
}

/** A task by its array's number and its place in it, from 0. */
export interface TaskPlace {
  readonly array: number;
  readonly index: number;
}

/** Slurm's own limit of an array is 1,001 where nobody changed it. */
const largestArray = 1000;

/**
 * @param missing - to be done, parents before those that start from them
 * @param known - these and all that they start from, by id
 * @returns arrays, each after that which it waits for
 */
export function jobArrays(
  missing: readonly RequestedRun[],
  known: ReadonlyMap<string, IdentifiedRun>,
): JobArray[] {
  const arrays: (JobArray & { readonly runs: string[] })[] = [];
  const open = new Map<string, number>();
  const places = new Map<string, TaskPlace>();
  for (const { run, request } of missing) {
    const { parent } = run.configuration;
    const after = parent === undefined ? undefined : places.get(parent);
    const stage = stageOf(run, known);
    const key = canonicalJson({ stage, after: after ?? null, request });
    let array = open.get(key);
    if (array === undefined || arrays[array].runs.length === largestArray) {
      array = arrays.length;
      arrays.push({ stage, request, after, runs: [] });
      open.set(key, array);
    }
    const { runs } = arrays[array];
    places.set(run.id, { array, index: runs.length });
    runs.push(run.id);
  }
  return arrays;
}

/** @returns the run and all that it starts from, oldest first */
export function ancestry(run: IdentifiedRun, known: ReadonlyMap<string, IdentifiedRun>): IdentifiedRun[] {
  const { parent } = run.configuration;
  return parent === undefined ? [run] : [...ancestry(known.get(parent)!, known), run];
}

function stageOf(run: IdentifiedRun, known: ReadonlyMap<string, IdentifiedRun>): Stage {
  const { role, parent } = run.configuration;
  if (role === 'fullPrecision') return 'pre-training';
  return known.get(parent!)!.configuration.role === 'fullPrecision' ? 'probes' : 'flow';
}
